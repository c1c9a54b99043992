import { z } from 'zod'
import { id } from './columns.ts'
import { maybe, sql, type Database } from './database.ts'

export const customerExists = async (db: Database, customerId: string): Promise<boolean> =>
  (await maybe(db, sql(z.object({ id }))`select id from customers where id = ${customerId}`)) !== undefined
