import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { routes as userJobs } from '../../netlify/functions/user-jobs.ts'
import { routes as userSummary } from '../../netlify/functions/user-summary.ts'
import { dispatch } from '../../netlify/functions/_lib/http/dispatch.ts'
import { banner } from '../../scripts/serve/banner.ts'
import { prepareDemoMonth } from '../../scripts/serve/demo-month.ts'
import { prepareDemo, type Demo } from '../../scripts/serve/demo.ts'
import { loadCatalogue } from '../../scripts/serve/function-catalogue.ts'
import { createTestGateway, SECRETS, type TestGateway } from '../support/gateway.ts'
import { read } from '../support/reports.ts'
import { temporaryFolder } from '../serve/stand-in.ts'

type Row = Record<string, unknown>

const catalogue = await loadCatalogue(join(import.meta.dirname, '../../netlify/functions'))

/** What a start of the dedicated server does about its demo. */
const start = async (gateway: TestGateway, dataDirectory: string, say: (line: string) => void): Promise<Demo> => {
  const ownerKey = await prepareDemoMonth(gateway.deps.settings, say)
  const run = (entry: (typeof catalogue)[number], request: Request) =>
    dispatch(entry.routes, request, gateway.deps, () => undefined)
  return prepareDemo({ catalogue, run, adminPassword: SECRETS.ADMIN_PASSWORD, dataDirectory, ownerKey })
}

const ADDRESS = 'http://localhost:8787'

const shownBy = (demo: Demo): string =>
  banner({ url: ADDRESS, demo, sample: undefined, adminPasswordPlace: 'somewhere', hasConsoles: true })

test('the first start makes a business whose dashboard is full, and every start shows the same keys', async () => {
  await using gateway = await createTestGateway()
  await using folder = await temporaryFolder()
  const lines: string[] = []
  const first = await start(gateway, folder.path, (line) => void lines.push(line))
  expect(lines).toEqual(['making a demo business (first start only) …'])
  expect(await read<Row>(gateway, userSummary, first.ownerKey ?? '')).toMatchObject({ key: { role: 'owner' } })
  const { jobs } = await read<{ jobs: Row[] }>(gateway, userJobs, first.ownerKey ?? '', '?scope=customer')
  expect(jobs.length).toBeGreaterThan(0)
  expect(shownBy(first)).toMatch(new RegExp(`Dashboard key +${first.ownerKey ?? ''} `))
  expect(await gateway.discrepancies()).toEqual([])

  expect(await start(gateway, folder.path, (line) => void lines.push(line))).toEqual(first)
  expect(lines).toHaveLength(1)
})

test('an owner key that was revoked is not shown any more', async () => {
  await using gateway = await createTestGateway()
  await using folder = await temporaryFolder()
  const { ownerKey, ...own } = await start(gateway, folder.path, () => undefined)
  expect(ownerKey).toBeDefined()
  await gateway.books.query(
    `update api_keys set revoked_at = now() where id = (select min(id) from api_keys where role = 'owner')`,
    [],
  )
  expect(await start(gateway, folder.path, () => undefined)).toEqual(own)
  expect(shownBy(own)).not.toContain('Dashboard key')
})

test('a database that has customers gets no business, and its demo customer works', async () => {
  await using gateway = await createTestGateway()
  await using folder = await temporaryFolder()
  await gateway.account()
  const lines: string[] = []
  const demo = await start(gateway, folder.path, (line) => void lines.push(line))
  expect(lines).toEqual(['no demo business: this database has customers already (`npm run seed` makes one)'])
  expect(demo.ownerKey).toBeUndefined()
  expect(await read<Row>(gateway, userSummary, demo.key)).toMatchObject({ key: { role: 'owner' } })
  const kept: unknown = JSON.parse(readFileSync(join(folder.path, 'demo.json'), 'utf8'))
  expect(kept).toEqual({ key: demo.key, cappedKey: demo.cappedKey })
  expect(await gateway.books.query('select count(*)::int as customers from customers', [])).toEqual([{ customers: 2 }])
})

test('the banner names the consoles only where there are some', () => {
  const shown = { url: ADDRESS, demo: undefined, sample: undefined, adminPasswordPlace: 'somewhere' }
  const lines = [`Console          ${ADDRESS}/ `, `Dashboard        ${ADDRESS}/dashboard.html `]
  for (const line of lines) {
    expect(banner({ ...shown, hasConsoles: true })).toContain(line)
    expect(banner({ ...shown, hasConsoles: false })).not.toContain(line.trim())
  }
})
