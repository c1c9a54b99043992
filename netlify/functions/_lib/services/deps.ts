import type { Database } from '../db/database.ts'
import type { PaymentProvider } from '../domain/payments.ts'
import type { PriceBook } from '../domain/pricing.ts'
import type { Registry } from '../providers/registry.ts'
import type { Transport } from '../providers/transport.ts'
import type { Log } from './log.ts'
import type { RequestLimiter } from '../domain/request-limiter.ts'
import type { Settings } from './settings.ts'

/** Everything a service may reach. Built once by live.ts; tests build their own. */
export type Deps = {
  settings: Settings
  db: Database
  prices: PriceBook
  providers: Registry
  transport: Transport
  /** Undefined: requests are counted in PostgreSQL, inside admission. */
  limiter: RequestLimiter | undefined
  /** Undefined: Stripe's, as the settings have it. */
  payments: PaymentProvider | undefined
  log: Log
  /** Aborts when the process is about to end: running answers are cut off and settled. */
  shutdown: AbortSignal
}
