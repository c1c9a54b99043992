import { z } from 'zod'
import { one, sql, all, type Database } from './database.ts'

const judged = z.object({ verdict: z.enum(['welcome', 'wrong', 'locked']), retry_after_seconds: z.int() })

/** Judges one sign-in attempt from an address; see sql/0001_accounts.sql. */
export const judgeLogin = (db: Database, address: string, passwordMatches: boolean): Promise<z.output<typeof judged>> =>
  one(db, sql(judged)`select * from judge_login(${address}, ${passwordMatches})`)

export const auditLogin = async (
  db: Database,
  action: 'ADMIN_LOGIN_OK' | 'ADMIN_LOGIN_FAIL',
  address: string,
): Promise<void> => {
  await all(
    db,
    sql(z.object({}))`insert into audit_events (actor, action, meta)
      values ('admin', ${action}, jsonb_build_object('address', ${address}::text)) returning 1 as ok`,
  )
}
