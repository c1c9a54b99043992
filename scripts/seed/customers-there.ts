import { NAMED_COMPANY } from './companies.ts'
import { openSession } from './session.ts'

/** Whose customers a database has: nobody's, those of a demo business (and maybe others), or only somebody else's. */
export type CustomersThere = 'none' | 'demo' | 'others'

export const customersThere = async (connectionString: string): Promise<CustomersThere> => {
  const session = await openSession(connectionString)
  try {
    const [found] = await session.query<{ there: boolean }>(`select to_regclass('customers') is not null as there`)
    if (found?.there !== true) return 'none'
    const [customers] = await session.query<{ some: boolean; named: boolean }>(
      `select exists (select 1 from customers) as some, exists (select 1 from customers where lower(email) = $1) as named`,
      [NAMED_COMPANY.email],
    )
    return customers?.some !== true ? 'none' : customers.named ? 'demo' : 'others'
  } finally {
    await session.close()
  }
}
