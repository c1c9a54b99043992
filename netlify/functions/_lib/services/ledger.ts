import {
  findDisagreements,
  findLedgerPage,
  LEDGER_KINDS,
  type Disagreement,
  type LedgerEntry,
  type LedgerQuery,
} from '../db/ledger.ts'
import { residuePico } from '../domain/residue.ts'
import { customerExists } from '../db/customer-exists.ts'
import type { Deps } from './deps.ts'
import { noSuchCustomer } from './not-found.ts'
import { nextPage, type Paged } from './paging.ts'

export { LEDGER_KINDS }
export type { LedgerEntry, LedgerQuery }

/** A page of a ledger, and the end of the chain at that moment. */
export type Ledger = { head: { seq: string; hash: string }; entries: Paged<LedgerEntry> }

/** @throws GatewayError NOT_FOUND when there is no such customer */
export const ledgerOf = async (deps: Deps, query: LedgerQuery): Promise<Ledger> => {
  const page = await findLedgerPage(deps.db, query)
  if (page === undefined) throw noSuchCustomer()
  return {
    head: { seq: page.last_seq, hash: page.last_hash },
    entries: nextPage(page.entries, query.limit, ({ seq }) => seq),
  }
}

export type Verification = { problems: Disagreement[]; residuePico: bigint }

/** Replays the books of one customer. @throws GatewayError NOT_FOUND */
export const verifyLedger = async (deps: Deps, customerId: string): Promise<Verification> => {
  if (!(await customerExists(deps.db, customerId))) throw noSuchCustomer()
  const problems = await findDisagreements(deps.db, customerId)
  return { problems, residuePico: residuePico(problems) }
}
