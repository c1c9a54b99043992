import { listAppliedMigrations, type AppliedMigration } from '../db/applied-migrations.ts'
import { readRetention, type Retention } from '../db/retention.ts'
import { toGatewayError } from '../domain/errors.ts'
import { PROVIDERS } from '../providers/registry.ts'
import type { Deps } from './deps.ts'
import { ENVIRONMENT_VARIABLES, type VariableGroup, type VariableRow } from './environment-variables.ts'
import { paymentWarnings } from './payment-warnings.ts'
import type { Settings } from './settings.ts'
import { takesCheckouts } from './takes-payments.ts'
import { UNTRUSTED_PROXY } from './untrusted-proxy.ts'

export type ExplainedVariable = {
  name: string
  group: VariableGroup
  meaning: string
  /** What holds while it is not set; null: nothing. */
  otherwise: string | null
  set: boolean
  /** Nothing works without it. */
  required: boolean
  /** The variable that stands in for it, so that it is not needed; null: none. */
  coveredBy: string | null
  problem?: string
  howToSet: string
}

/** How a deployment is configured: which variables there are, whether each is set, and no value of any. */
export const explainSettings = async (deps: Deps) => {
  const { settings, providers, prices } = deps
  return {
    home: settings.home,
    variables: ENVIRONMENT_VARIABLES.filter(({ group }) => group !== 'server' || settings.home === 'server').flatMap(
      (row) => row.names.map((name) => explained(name, row, settings)),
    ),
    problems: settings.problems,
    /** What works, and should be seen to all the same. */
    warnings: [...(deps.hasUntrustedProxy() ? [UNTRUSTED_PROXY] : []), ...paymentWarnings(deps)],
    database: { driver: settings.databaseDriver, ...(await migrationsOf(deps)) },
    providers: providers.all().map(({ name, configured }) => {
      const { keyVariable, baseUrlVariable } = PROVIDERS.find((row) => row.name === name) ?? {}
      const models = prices.models().filter(({ provider }) => provider === name).length
      return { name, configured, variable: keyVariable ?? baseUrlVariable ?? 'SANDBOX_PROVIDER', models }
    }),
    defaultRpmLimit: settings.defaultRpmLimit,
    defaultCustomerCapCents: settings.defaultCustomerCapCents,
    capWarnPct: settings.capWarnPct,
    payments: takesCheckouts(deps),
    limiter: settings.upstash === undefined ? ('postgres' as const) : ('upstash' as const),
    blobStore: settings.blobs?.kind ?? ('database' as const),
    stripe: { mode: stripeMode(settings.stripe.secretKey), webhook: settings.stripe.webhookSecret !== undefined },
    eventDays: settings.monitor.retentionDays,
    jobDays: settings.jobs.retentionDays,
    retention: await retentionOf(deps),
  }
}
export type ExplainedSettings = Awaited<ReturnType<typeof explainSettings>>

const explained = (name: string, row: VariableRow, settings: Settings): ExplainedVariable => {
  const { names, group, meaning, otherwise, required, example } = row
  const set = settings.given.has(name)
  // Of several required names one is enough.
  const other = required === true ? names.find((each) => each !== name && settings.given.has(each)) : undefined
  const problem = problemOf(name, row, settings)
  return {
    name,
    group,
    meaning,
    otherwise: otherwise ?? null,
    set,
    required: required === true && (set || other === undefined),
    coveredBy: set ? null : (other ?? null),
    ...(problem === undefined ? {} : { problem }),
    howToSet: howToSet(name, name === names[0] ? example : undefined, settings.home),
  }
}

const problemOf = (name: string, { names, group }: VariableRow, { problems, given }: Settings): string | undefined => {
  const named = problems.find((problem) => new RegExp(`(?<![A-Z_])${name}(?![A-Z_])`).test(problem))
  if (named !== undefined || group !== 'essential' || names.length === 1) return named
  // The one sentence that names no variable is about whichever of these is set.
  return given.has(name) ? problems.find((problem) => problem.startsWith('the database URL')) : undefined
}

const howToSet = (name: string, example: string | undefined, home: Settings['home']): string => {
  const value = example === undefined ? '' : ` to ${example}`
  return home === 'netlify'
    ? `Netlify → Project configuration → Environment variables: set ${name}${value}, then deploy again.`
    : `Set ${name}${value} in .env or in the environment of the process, then start the gateway again.`
}

type StripeMode = 'off' | 'test' | 'live' | 'unknown'

const stripeMode = (secretKey: string | undefined): StripeMode => {
  if (secretKey === undefined) return 'off'
  // Secret and restricted keys begin this way: docs.stripe.com/keys.
  const mode = /^[sr]k_(test|live)_/.exec(secretKey)?.[1]
  return mode === 'test' || mode === 'live' ? mode : 'unknown'
}

type Migrations =
  { ok: true; migrations: AppliedMigration[] } | { ok: false; error: string; code: string; hint: string | undefined }

const migrationsOf = async ({ db }: Deps): Promise<Migrations> => {
  try {
    return { ok: true, migrations: await listAppliedMigrations(db) }
  } catch (thrown) {
    const { message, code, hint } = toGatewayError(thrown)
    return { ok: false, error: message, code, hint }
  }
}

/** Why the database does not answer, its migrations say. */
const retentionOf = ({ db }: Deps): Promise<Retention> => readRetention(db).catch(() => NOTHING_KNOWN)

const NOTHING_KNOWN: Retention = {
  oldest_event_at: null,
  last_archived_at: null,
  last_archived_events: null,
  last_pruned_at: null,
}
