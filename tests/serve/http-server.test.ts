import { expect, test } from 'vitest'
import { Hono } from 'hono'
import type { HttpBindings } from '@hono/node-server'
import { startHttpServer } from '../../scripts/serve/http-server.ts'

test('a port that is taken is named, with a way out', async () => {
  const app = new Hono<{ Bindings: HttpBindings }>()
  const first = await startHttpServer({ app, host: '127.0.0.1', port: 0 })
  await expect(startHttpServer({ app, host: '127.0.0.1', port: first.port })).rejects.toThrow(
    `Port ${first.port} is taken. Choose another one: PORT=${first.port + 1} npm start`,
  )
  first.close()
})
