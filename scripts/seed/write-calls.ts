import type { Session } from './session.ts'

/** Where calls wait until all customers' are known: a list of everybody's is in the order of their ids, which is to be that of their times. */
export const WAITING = 'waiting_calls'

export const openWaiting = (session: Session): Promise<unknown> =>
  session.query(`create temporary table ${WAITING} on commit drop as table usage_events with no data`)

/** The calls of all customers, oldest first. */
export const writeCalls = async (session: Session): Promise<void> => {
  await session.query(`alter table ${WAITING} drop column id`)
  const columns = await session.query<{ names: string }>(
    `select string_agg(quote_ident(column_name), ', ') as names from information_schema.columns where table_name = $1`,
    [WAITING],
  )
  const names = columns[0]?.names ?? ''
  await session.query(
    `insert into usage_events (${names}) select ${names} from ${WAITING} order by created_at, hold_id`,
  )
}
