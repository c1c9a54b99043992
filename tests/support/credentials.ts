import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import { SECRETS, type Account } from './gateway.ts'
import type { DeclaredRoute } from './route-table.ts'

export const bearer = (token: string): Record<string, string> => ({ authorization: `Bearer ${token}` })

/** The headers that let an account (or the operator) in where that kind of credential is asked for. */
export const rightCredential = async (
  auth: DeclaredRoute['auth'],
  account: Account,
): Promise<Record<string, string>> => {
  switch (auth) {
    case 'nobody':
      return {}
    case 'worker':
      return { 'x-kaixu-job-secret': SECRETS.JOB_WORKER_SECRET }
    case 'admin':
      return bearer(await signAdminToken(SECRETS.JWT_SECRET))
    case 'user':
    case 'account':
    case 'key':
      return bearer(account.key)
  }
}
