import type { ChangedKey } from '../shared/answers.ts'
import { useChange } from '../shared/use-change.ts'
import type { KeyChangeOrder } from './orders.ts'

/** Changes a key, revokes it, or takes the revocation back. */
export const useKeyChange = (done: string) =>
  useChange<{ keyId: string; body: KeyChangeOrder }, ChangedKey>({
    run: (api, { keyId, body }) =>
      api.json<ChangedKey>('admin-keys', { method: 'PATCH', query: { key_id: keyId }, body }),
    touches: ['admin-keys', 'admin-devices', 'admin-customers', 'admin-overview', 'admin-audit'],
    done,
  })
