import type { Database } from '../db/database.ts'
import type { BlobStore } from '../domain/blobs.ts'
import type { PaymentProvider } from '../domain/payments.ts'
import type { PriceBook } from '../domain/pricing.ts'
import type { WebhookSender } from '../domain/webhooks.ts'
import type { Registry } from '../providers/registry.ts'
import type { Transport } from '../providers/transport.ts'
import type { Log } from './log.ts'
import type { Monitor } from './monitor.ts'
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
  webhooks: WebhookSender
  /** Undefined: the one of the settings, if they have one. */
  blobs: BlobStore | undefined
  /** Makes a worker look at a job, without waiting for it. Undefined: over HTTP, as the settings have it. */
  wakeWorker: ((jobId: string) => void) | undefined
  log: Log
  /** In a handler: the request's own, see monitorRequest(). */
  monitor: Monitor
  /** Aborts when the process is about to end: running answers are cut off and settled. */
  shutdown: AbortSignal
  /** Whether requests have come through a proxy whose word about their addresses is not taken. */
  hasUntrustedProxy: () => boolean
}
