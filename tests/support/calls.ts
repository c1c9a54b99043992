import { randomUUID } from 'node:crypto'
import type { Admission, Settlement } from '../../netlify/functions/_lib/db/calls.ts'
import { hashVirtualKey } from '../../netlify/functions/_lib/services/virtual-key.ts'
import { SECRETS, type Account } from './gateway.ts'

/** An admission that is fine in every way, to be changed where a test is about something. */
export const admission = (account: Account, change: Partial<Admission> = {}): Admission => ({
  holdId: randomUUID(),
  credential: { keyHash: hashVirtualKey(account.key, SECRETS.KEY_PEPPER) },
  surface: 'chat',
  provider: 'openai',
  model: 'gpt-4o-mini',
  requestId: 'test',
  price: { inputPico: 1_000n, outputPicoPerToken: 10n, floorPico: 250n },
  maxTokens: 100,
  minTokens: 1,
  ttlSeconds: 60,
  installId: undefined,
  ipHash: undefined,
  userAgent: undefined,
  appId: undefined,
  buildId: undefined,
  defaultRpm: -1,
  countRate: true,
  idempotency: undefined,
  ...change,
})

export const settlement = (holdId: string, change: Partial<Settlement> = {}): Settlement => ({
  holdId,
  outcome: 'completed',
  costPico: 700n,
  listPico: 500n,
  inputTokens: 10,
  cachedTokens: 0,
  cacheWriteTokens: 0,
  outputTokens: 20,
  reasoningTokens: 0,
  estimated: false,
  durationMs: 5,
  firstTokenMs: 1,
  warnPct: 85,
  chargeLines: undefined,
  ...change,
})
