import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { writeEvents, type NewEventRow } from '../../netlify/functions/_lib/db/monitor-events.ts'
import { archiveEvents } from '../../netlify/functions/_lib/services/monitor-archive.ts'
import { pruneOldEvents } from '../../netlify/functions/_lib/services/monitor-events.ts'
import { routes } from '../../netlify/functions/admin-settings.ts'
import { signAdminToken } from '../../netlify/functions/_lib/services/sessions.ts'
import type { Environment } from '../../netlify/functions/_lib/services/settings.ts'
import { errorBodyOf } from '../support/error-body.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { aTime, arrayWith, textLike } from '../support/matching.ts'
import { read } from '../support/reports.ts'

let gateway: TestGateway
let token: string
beforeAll(async () => {
  gateway = await createTestGateway({
    OPENAI_API_KEY: 'planted-openai-key',
    STRIPE_SECRET_KEY: 'sk_test_planted',
    STRIPE_WEBHOOK_SECRET: 'whsec_planted',
    KAIXU_CANON: 'planted canon',
    ALLOWED_ORIGINS: 'https://planted.example',
    PUBLIC_APP_ORIGIN: 'https://kaixu.example',
  })
  token = await signAdminToken(SECRETS.JWT_SECRET)
})
afterAll(async () => gateway[Symbol.asyncDispose]())

type Variable = {
  name: string
  set: boolean
  required: boolean
  covered_by: string | null
  problem?: string
  how_to_set: string
  group: string
}
type Settings = { variables: Variable[]; providers: { name: string; configured: boolean; models: number }[] }

const settingsWith = async (environment: Environment): Promise<Settings> => {
  await using other = await createTestGateway(environment)
  return await read<Settings>(other, routes, token)
}

const variable = ({ variables }: Settings, name: string): Variable => {
  const found = variables.find((candidate) => candidate.name === name)
  if (found === undefined) throw new Error(`there is no variable ${name}`)
  return found
}

describe('GET', () => {
  test('200: what is set and what is not, and where it runs', async () => {
    const settings = await read<Settings>(gateway, routes, token)
    expect(settings).toMatchObject({
      home: 'server',
      problems: [],
      warnings: [],
      build: { id: textLike(/^[\w.-]+$/) },
      database: {
        driver: 'postgres',
        ok: true,
        migrations: arrayWith({ name: '0001_accounts.sql', applied_at: aTime }),
      },
      default_rpm: 120,
      default_customer_cap_cents: 2_000,
      cap_warn_pct: 85,
      payments: true,
      limiter: 'postgres',
      blob_store: 'database',
      stripe: { mode: 'test', webhook: true },
    })
    expect(variable(settings, 'OPENAI_API_KEY')).toMatchObject({ set: true, required: false, group: 'providers' })
    expect(variable(settings, 'GROQ_API_KEY')).toMatchObject({ set: false, required: false })
    expect(variable(settings, 'JWT_SECRET')).toMatchObject({ set: true, required: true })
    expect(settings.providers).toContainEqual({
      name: 'openai',
      configured: true,
      variable: 'OPENAI_API_KEY',
      models: gateway.deps.prices.models().filter(({ provider }) => provider === 'openai').length,
    })
    expect(settings.providers.find(({ name }) => name === 'groq')).toMatchObject({ configured: false })
  })

  test('200: how long things are kept, and what was last done about those that are old', async () => {
    await using other = await createTestGateway({ MONITOR_RETENTION_DAYS: '20', JOB_RETENTION_DAYS: '3' })
    const retention = async () => (await read<{ retention: unknown }>(other, routes, token)).retention
    const nothing = { oldest_event_at: null, last_archived_at: null, last_archived_events: null, last_pruned_at: null }
    expect(await retention()).toEqual({ event_days: 20, job_days: 3, ...nothing })
    const old: NewEventRow = { created_at: '2026-01-01T00:00:00.000Z', level: 'warn', kind: 'slow' }
    await writeEvents(other.deps.db, [{ ...old, created_at: '2026-02-10T00:00:00.000Z' }, old, old])
    expect(await retention()).toMatchObject({ oldest_event_at: '2026-01-01T00:00:00.000Z', last_archived_at: null })
    await archiveEvents(other.deps, new Date('2026-02-12T12:00:00Z'))
    await pruneOldEvents(other.deps, { days: 3_650, actor: 'admin' })
    expect(await retention()).toEqual({
      event_days: 20,
      job_days: 3,
      oldest_event_at: '2026-02-10T00:00:00.000Z',
      last_archived_at: aTime,
      last_archived_events: 2,
      last_pruned_at: aTime,
    })
  })

  test('200: that a proxy is not trusted, once requests have come through one', async () => {
    await using behind = await createTestGateway({}, (deps) => ({ ...deps, hasUntrustedProxy: () => true }))
    expect(await read(behind, routes, token)).toMatchObject({
      problems: [],
      warnings: [{ variable: 'TRUST_PROXY', text: textLike(/one address/), how_to_mend: textLike(/TRUST_PROXY=on/) }],
    })
  })

  test('200: that nobody can pay while Stripe has no way to say so', async () => {
    await using half = await createTestGateway({
      STRIPE_SECRET_KEY: 'sk_test_planted',
      PUBLIC_APP_ORIGIN: 'https://kaixu.example',
    })
    expect(await read(half, routes, token)).toMatchObject({ warnings: [{ variable: 'STRIPE_WEBHOOK_SECRET' }] })
  })

  test('200: without any value', async () => {
    const text = JSON.stringify(await read(gateway, routes, token))
    expect(text).not.toMatch(/planted/)
    expect(text).not.toContain(gateway.databaseUrl)
    for (const secret of Object.values(SECRETS)) expect(text).not.toContain(secret)
  })

  test('200: of the three names of the database only the one that is set is required', async () => {
    const settings = await read<Settings>(gateway, routes, token)
    expect(variable(settings, 'DATABASE_URL')).toMatchObject({ set: true, required: true })
    expect(variable(settings, 'NETLIFY_DATABASE_URL')).toMatchObject({
      set: false,
      required: false,
      covered_by: 'DATABASE_URL',
    })
    expect(variable(settings, 'DATABASE_URL').covered_by).toBeNull()
    // A row of several vendors' keys, of which none stands in for another.
    expect(variable(settings, 'ANTHROPIC_API_KEY').covered_by).toBeNull()
  })

  test('200: also while a setting is wrong, with what is wrong at its variable', async () => {
    const settings = await settingsWith({ CAP_WARN_PCT: 'most of it', UPSTASH_REDIS_REST_URL: 'https://redis.example' })
    expect(variable(settings, 'CAP_WARN_PCT').problem).toBe('CAP_WARN_PCT: is not a whole number')
    for (const name of ['UPSTASH_REDIS_REST_URL', 'UPSTASH_REDIS_REST_TOKEN'])
      expect(variable(settings, name).problem).toMatch(/belong together/)
    expect(variable(settings, 'DEFAULT_RPM_LIMIT')).not.toHaveProperty('problem')
  })

  test('200: also without a database, or with an address that is none', async () => {
    const without = await settingsWith({ DATABASE_URL: '' })
    expect(without).toMatchObject({
      database: { ok: false, code: 'CONFIG' },
      retention: { event_days: 30, oldest_event_at: null },
    })
    expect(variable(without, 'DATABASE_URL')).toMatchObject({
      set: false,
      required: true,
      problem: textLike(/not set/),
    })
    const wrong = await settingsWith({ DATABASE_URL: 'somewhere' })
    expect(variable(wrong, 'DATABASE_URL').problem).toBe('the database URL is not a URL')
    expect(variable(wrong, 'NETLIFY_DB_URL')).not.toHaveProperty('problem')
  })

  test('200: on Netlify says how it is done there, and nothing of the server', async () => {
    const settings = await settingsWith({ SITE_ID: 'a-site', STRIPE_SECRET_KEY: 'rk_live_planted' })
    expect(settings).toMatchObject({ home: 'netlify', blob_store: 'netlify', stripe: { mode: 'live', webhook: false } })
    expect(variable(settings, 'JWT_SECRET').how_to_set).toMatch(
      /^Netlify → .*set JWT_SECRET.*randomBytes.*deploy again/,
    )
    expect(settings.variables.filter(({ group }) => group === 'server')).toEqual([])
  })
})

test.each(['JWT_SECRET', 'KEY_PEPPER', 'ADMIN_PASSWORD'])(
  '500: without %s nobody is let in, whatever they hold',
  async (name) => {
    await using broken = await createTestGateway({ [name]: '' })
    const response = await broken.call(routes, { method: 'GET', key: token })
    expect(await errorBodyOf(response)).toMatchObject({ code: 'CONFIG', hint: `${name} is not set` })
  },
)
