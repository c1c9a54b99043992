import { createServer } from 'node:net'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { isPublicAddress } from '../../netlify/functions/_lib/integrations/public-address.ts'
import { createWebhookSender } from '../../netlify/functions/_lib/integrations/webhook.ts'
import { startStubReceiver, type StubReceiver } from '../support/stub-receiver.ts'

let receiver: StubReceiver
beforeAll(async () => {
  receiver = await startStubReceiver()
})
beforeEach(() => {
  receiver.messages.length = 0
  receiver.status = 200
})
afterAll(() => receiver.close())

const send = createWebhookSender({ timeoutMs: 400 })
const message = (url: string, reach: 'anywhere' | 'public' = 'anywhere') =>
  ({ url, reach, body: '{"a":"ü"}', headers: { 'content-type': 'application/json', 'webhook-id': 'msg_1' } }) as const

describe('a message', () => {
  test('arrives whole, at the path and query that were named', async () => {
    expect(await send(message(receiver.url))).toEqual({ answered: true, status: 200 })
    expect(receiver.messages).toMatchObject([
      { path: '/alerts?from=kaixu', body: '{"a":"ü"}', headers: { 'webhook-id': 'msg_1', 'content-length': '10' } },
    ])
  })

  test('is not sent on where a redirect points to', async () => {
    receiver.status = 307
    expect(await send(message(receiver.url))).toEqual({ answered: true, status: 307 })
    expect(receiver.messages).toHaveLength(1)
  })

  test('nobody answers in time: timeout', async () => {
    receiver.status = 'never'
    expect(await send(message(receiver.url))).toEqual({ answered: false, reason: 'timeout' })
  })

  test('nobody listens: unreachable', async () => {
    const server = createServer()
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const { port } = server.address() as AddressInfo // A TCP server has an address with a port.
    server.close()
    await once(server, 'close')
    expect(await send(message(`http://127.0.0.1:${port}/`))).toEqual({ answered: false, reason: 'unreachable' })
    expect(await send(message('http://no-such-host.invalid/'))).toEqual({ answered: false, reason: 'unreachable' })
  })
})

describe("a customer's address never leads into our own network", () => {
  /** Whoever connects is counted. */
  const withListener = async (work: (port: number) => Promise<void>): Promise<number> => {
    let connections = 0
    const server = createServer((socket) => {
      connections += 1
      socket.destroy()
    })
    server.listen(0, '::')
    await once(server, 'listening')
    await work((server.address() as AddressInfo).port) // A TCP server has an address with a port.
    server.close()
    await once(server, 'close')
    return connections
  }

  test.each(['127.0.0.1', '[::1]', '[::ffff:127.0.0.1]', '0.0.0.0', '2130706433', '0x7f.1', 'localhost', 'LOCALHOST.'])(
    '%s is refused before anything connects',
    async (host) => {
      const connections = await withListener(async (port) => {
        expect(await send(message(`https://${host}:${port}/`, 'public'))).toMatchObject({ answered: false })
      })
      expect(connections).toBe(0)
    },
  )

  test('and a name that resolves to loopback says why', async () => {
    expect(await send(message('https://localhost/', 'public'))).toEqual({ answered: false, reason: 'address_refused' })
  })

  test('plain HTTP is refused', async () => {
    expect(await send(message(receiver.url.replace('127.0.0.1', 'localhost'), 'public'))).toEqual({
      answered: false,
      reason: 'address_refused',
    })
  })

  test.each([
    ['10.1.2.3', false],
    ['172.16.0.1', false],
    ['172.32.0.1', true],
    ['192.168.1.1', false],
    ['169.254.169.254', false],
    ['100.64.0.1', false],
    ['198.18.0.1', false],
    ['192.0.2.1', false],
    ['224.0.0.1', false],
    ['255.255.255.255', false],
    ['0.0.0.0', false],
    ['8.8.8.8', true],
    ['::', false],
    ['::1', false],
    ['fc00::1', false],
    ['fd12:3456::1', false],
    ['fe80::1', false],
    ['ff02::1', false],
    ['::ffff:10.0.0.1', false],
    ['::ffff:8.8.8.8', true],
    ['64:ff9b::a00:1', false],
    ['2002:a00:1::', false],
    ['2001:0:a00:1::', false],
    ['2001:db8::1', false],
    ['2606:4700:4700::1111', true],
    ['not an address', false],
  ])('%s is public: %s', (address, expected) => expect(isPublicAddress(address)).toBe(expected))
})
