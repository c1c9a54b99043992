import { z } from 'zod'
import { id } from './columns.ts'
import { maybe, sql, type Database } from './database.ts'

/** Whose key it is; undefined when there is no such key. */
export const findKeyOwner = (db: Database, keyId: string): Promise<{ customer_id: string } | undefined> =>
  maybe(db, sql(z.object({ customer_id: id }))`select customer_id from api_keys where id = ${keyId}`)
