import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundleClient } from '../../scripts/build/bundle-client.ts'
import { createApp } from '../../scripts/serve/app.ts'
import { trackBackgroundWork } from '../../scripts/serve/background-work.ts'

let site: string
let app: ReturnType<typeof createApp>
beforeAll(async () => {
  site = await mkdtemp(join(tmpdir(), 'kaixu-site-'))
  await cp(join(import.meta.dirname, '..', '..', 'public'), site, { recursive: true })
  await bundleClient(join(site, 'assets'))
  app = createApp({
    catalogue: [],
    run: () => Promise.reject(new Error('there are no functions')),
    work: trackBackgroundWork(() => undefined),
    staticDirectory: site,
    trustProxy: false,
  })
})
afterAll(() => rm(site, { recursive: true, force: true }))

test.each(['kaixu-client.js', 'kaixu-client.mjs'])(
  '200: %s is a script that pages of other sites may load',
  async (name) => {
    const response = await app.request(`/assets/${name}`)
    expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, '*'])
    // With nosniff, a browser takes nothing else for a script.
    expect(response.headers.get('content-type')).toMatch(/^text\/javascript/)
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  },
)
