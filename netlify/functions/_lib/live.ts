import priceFile from '../../../pricing/pricing.json' with { type: 'json' }
import { connectDatabase } from './db/connect.ts'
import type { Database } from './db/database.ts'
import { migratedOnFirstUse } from './db/migrate.ts'
import { GatewayError } from './domain/errors.ts'
import { parsePriceBook } from './domain/price-book.ts'
import { createUpstashLimiter } from './integrations/upstash.ts'
import { createWebhookSender } from './integrations/webhook.ts'
import { allowedOrigins, createRegistry } from './providers/registry.ts'
import { createTransport } from './providers/transport.ts'
import type { Deps } from './services/deps.ts'
import { consoleLog } from './services/log.ts'
import { createMonitor } from './services/monitor.ts'
import { readSettings, type Environment, type Settings } from './services/settings.ts'

/** Below what the platform streams at most (20 MB), with room for frames. */
const MAX_ANSWER_BYTES = 18 * 1024 * 1024

/** For a webhook to say that it has the message. */
const WEBHOOK_TIMEOUT_MS = 8_000

const NEVER = new AbortController().signal

/** Everything, put together from an environment. Throws only when the price file is refused. */
export const createDeps = (
  environment: Environment,
  options: Partial<Pick<Deps, 'shutdown' | 'wakeWorker' | 'hasUntrustedProxy'>> = {},
): Deps => {
  const settings = readSettings(environment)
  const providers = createRegistry(settings)
  const db = database(settings)
  const webhooks = createWebhookSender({ timeoutMs: WEBHOOK_TIMEOUT_MS })
  return {
    settings,
    db,
    prices: parsePriceBook(priceFile),
    providers,
    transport: createTransport({
      allowedOrigins: allowedOrigins(providers),
      headersTimeoutMs: settings.upstreamHeadersTimeoutMs,
      idleTimeoutMs: settings.upstreamIdleTimeoutMs,
      maxBytes: MAX_ANSWER_BYTES,
    }),
    limiter: settings.upstash && createUpstashLimiter(settings.upstash),
    payments: undefined,
    webhooks,
    blobs: undefined,
    wakeWorker: options.wakeWorker,
    log: consoleLog,
    monitor: createMonitor(settings.monitor, { db, log: consoleLog, webhooks }),
    shutdown: options.shutdown ?? NEVER,
    hasUntrustedProxy: options.hasUntrustedProxy ?? (() => false),
  }
}

const database = (settings: Settings): Database => {
  if (!URL.canParse(settings.databaseUrl)) return NO_DATABASE
  return migratedOnFirstUse(connectDatabase(settings.databaseUrl, settings.databaseDriver), settings.migrationUrl)
}

const NO_DATABASE: Database = {
  query: () => Promise.reject(new GatewayError('CONFIG', 'The database is not configured')),
  close: () => Promise.resolve(),
}

let made: Deps | undefined

/** The dependencies of this process, made on first use and kept: a warm function reuses them. */
export const live = (): Deps => (made ??= createDeps(process.env))
