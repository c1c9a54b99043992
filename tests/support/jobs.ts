import { randomUUID } from 'node:crypto'
import type { Database } from '../../netlify/functions/_lib/db/database.ts'
import type { Account } from './gateway.ts'

const idOf = (kind: number, { keyId }: Account): string => `00000000-0000-4000-800${kind}-${keyId.padStart(12, '0')}`

/** The jobs that addJobs puts into the tables: one that is done, one that waits. */
export const doneJobOf = (account: Account): string => idOf(1, account)
export const queuedJobOf = (account: Account): string => idOf(2, account)

export const JOB_REQUEST = {
  provider: 'sandbox',
  model: 'echo',
  messages: [{ role: 'user', content: 'Hello' }],
  max_tokens: 16,
}

/** One job that is done and one that waits, unless they are there; one that waits no more makes room for another. */
export const addJobs = async (account: Account, books: Database): Promise<void> => {
  const { customerId, keyId } = account
  const waiting = await books.query(`select 1 from async_jobs where id = $1 and status = 'queued'`, [
    queuedJobOf(account),
  ])
  if (waiting.length > 0) return
  await books.query('delete from async_jobs where id in ($1, $2)', [doneJobOf(account), queuedJobOf(account)])
  // A viewer may look at jobs that its key has from a time when it was more.
  const viewer = await books.query(
    `update api_keys set role = 'deployer' where id = $1 and role = 'viewer' returning id`,
    [keyId],
  )
  for (const id of [doneJobOf(account), queuedJobOf(account)]) {
    const holdId = randomUUID()
    await books.query(
      `select admit(p_hold_id => $1, p_key_hash => null, p_key_id => $2, p_surface => 'job', p_provider => 'sandbox', p_model => 'echo',
         p_request_id => 'prepared', p_input_pico => 1000, p_output_pico => 10, p_floor_pico => 1, p_max_tokens => 16, p_min_tokens => 1,
         p_ttl_seconds => 960, p_install_id => null, p_ip_hash => null, p_user_agent => null, p_app_id => null, p_build_id => null,
         p_default_rpm => -1, p_count_rate => false)`,
      [holdId, keyId],
    )
    await books.query(
      `insert into async_jobs (id, customer_id, api_key_id, hold_id, provider, model, request, request_id)
       select $1, $2, $3, id, 'sandbox', 'echo', $4::jsonb, 'prepared' from holds where id = $5`,
      [id, customerId, keyId, JSON.stringify(JOB_REQUEST), holdId],
    )
  }
  await endJob(doneJobOf(account), books)
  if (viewer.length > 0) await books.query(`update api_keys set role = 'viewer' where id = $1`, [keyId])
}

/** Ends a job as a worker does that has its answer. */
export const endJob = async (id: string, books: Database): Promise<void> => {
  await books.query(
    `select settle_job($1, 'succeeded', 'Hello', null, 5, null, 'stop', null, null, 'completed', 700, 500, 10, 0, 0, 20, 0, false,
       5, 1, 85) where exists (select 1 from async_jobs where id = $1)`,
    [id],
  )
}
