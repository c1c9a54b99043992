import type { Dialect, DialectCall } from '../dialects/dialect.ts'
import { GatewayError, toGatewayError } from '../domain/errors.ts'
import type { UpstreamCall } from '../providers/codec.ts'
import { tokenCounterFor, type TokenCounter } from '../providers/token-counter.ts'
import { countRate } from './count-rate.ts'
import type { Deps } from './deps.ts'
import { estimateTokens } from './estimate-tokens.ts'
import { assertMayUse, keyPolicyOf, type KeyPolicy } from './key-policy.ts'
import { prepareDialect } from './prepare-dialect.ts'
import { rateError, unpricedError } from './refusal.ts'
import { resolveModels } from './resolve-model.ts'
import type { Credential } from './spender.ts'

/** The vendor's own answer where its model speaks the client's dialect, else an estimate. The canon is in both. */
export type TokenCount = { kind: 'own'; contentType: string; bytes: Uint8Array } | { kind: 'estimate'; tokens: number }

export type CountRequest = {
  dialect: Dialect
  /** @throws GatewayError BAD_REQUEST naming the field */
  read: () => DialectCall
  vendorHeaders: Readonly<Record<string, string>>
}

/**
 * How many input tokens a request would have. Costs nothing and is stopped by no cap, but counts as a request.
 * @throws GatewayError UNAUTHORIZED, CUSTOMER_DISABLED, FORBIDDEN, BAD_REQUEST, PROVIDER_NOT_ALLOWED, MODEL_NOT_ALLOWED,
 *   UNPRICED_MODEL, PROVIDER_NOT_CONFIGURED, RATE_LIMITED, and as Transport.send does
 */
export const countTokens = async (
  deps: Deps,
  credential: Credential,
  { dialect, read, vendorHeaders }: CountRequest,
): Promise<TokenCount> => {
  const policy = await keyPolicyOf(deps, credential)
  const call = read()
  const [target] = resolveModels(deps, call.models)
  assertMayUse(policy, target)
  const prepared = prepareDialect(deps, dialect, call, target, vendorHeaders)
  if (prepared.priced === undefined) throw unpricedError(target)
  await assertRate(deps, policy)
  const { entry, price } = prepared.priced
  const exchange = prepared.exchange(prepared.maxTokens)
  const counter = tokenCounterFor(price.api)
  if (exchange.kind !== 'pass-through' || entry.kind !== 'http' || counter === undefined) {
    return { kind: 'estimate', tokens: Math.max(1, await estimateTokens(prepared.inputText())) }
  }
  const asked = counter.call(exchange.body, exchange.model, entry.target)
  return ask(deps, counter, { ...asked, headers: { ...exchange.headers, ...asked.headers } })
}

const assertRate = async (deps: Deps, policy: KeyPolicy): Promise<void> => {
  const perMinute = policy.rpm_limit ?? deps.settings.defaultRpmLimit
  const limits = { rpm_limit: positive(perMinute), rpd_limit: positive(policy.rpd_limit ?? 0) }
  if (limits.rpm_limit === null && limits.rpd_limit === null) return
  const verdict = await countRate(deps, { ...policy, ...limits })
  if (verdict !== 'unlimited' && !verdict.allowed) {
    throw rateError('RATE_LIMITED', 'Too many requests with this key', verdict)
  }
}

const positive = (limit: number): number | null => (limit > 0 ? limit : null)

/** A count is a matter of milliseconds. */
const PATIENCE_MS = 15_000

const ask = async (deps: Deps, counter: TokenCounter, call: UpstreamCall): Promise<TokenCount> => {
  const end = new AbortController()
  const late = () => end.abort(new GatewayError('UPSTREAM_TIMEOUT', 'The provider did not count in time'))
  const timer = setTimeout(late, Math.min(PATIENCE_MS, deps.settings.softDeadlineMs))
  try {
    const { body, contentType } = await deps.transport.send(call, { signal: end.signal })
    const bytes = new Uint8Array(await new Response(body).arrayBuffer())
    if (counter.tokens(parse(bytes)) !== undefined) return { kind: 'own', contentType, bytes }
  } catch (error) {
    throw toGatewayError(error)
  } finally {
    clearTimeout(timer)
  }
  throw new GatewayError('UPSTREAM_ERROR', 'The provider sent a count that cannot be read')
}

const parse = (bytes: Uint8Array): unknown => {
  try {
    return JSON.parse(new TextDecoder().decode(bytes))
  } catch {
    return undefined
  }
}
