import { createServer, type IncomingHttpHeaders } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { text as readText } from 'node:stream/consumers'

export type ReceivedMessage = { headers: IncomingHttpHeaders; body: string; path: string }

/** Somebody's webhook on loopback. Remembers what it was sent, and answers with `status` (or not at all). */
export type StubReceiver = {
  url: string
  messages: ReceivedMessage[]
  status: number | 'never'
  close(): Promise<void>
}

export const startStubReceiver = async (): Promise<StubReceiver> => {
  const messages: ReceivedMessage[] = []
  const server = createServer((request, response) => {
    readText(request).then(
      (body) => {
        messages.push({ headers: request.headers, body, path: request.url ?? '' })
        if (receiver.status === 'never') return
        response.writeHead(receiver.status, { location: '/elsewhere' }).end('secret answer')
      },
      () => request.socket.destroy(),
    )
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const receiver: StubReceiver = {
    url: `http://127.0.0.1:${port}/alerts?from=kaixu`,
    messages,
    status: 200,
    close: async () => {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
  return receiver
}
