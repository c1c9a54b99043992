import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'

/** A wire to a server on loopback that a test can cut: what the gateway sees when its database goes away. */
export type TcpProxy = AsyncDisposable & {
  /** The same URL, by way of this proxy. */
  through(url: string): string
  /** Cuts every connection and refuses new ones. */
  cut(): void
  /** From now on answers of the server are swallowed and the connection is cut: the statement ran, nobody heard of it. */
  swallowAnswers(): void
  restore(): void
}

export const createTcpProxy = async (targetUrl: string): Promise<TcpProxy> => {
  const target = new URL(targetUrl)
  const sockets = new Set<Socket>()
  let mode: 'open' | 'cut' | 'swallow' = 'open'
  const server = createServer((client) => {
    if (mode === 'cut') return void client.destroy()
    const upstream = connect(Number(target.port), target.hostname)
    for (const socket of [client, upstream]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
      socket.once('close', () => {
        sockets.delete(socket)
        client.destroy()
        upstream.destroy()
      })
    }
    client.on('data', (data) => upstream.write(data))
    upstream.on('data', (data) => {
      if (mode === 'swallow') client.destroy()
      else client.write(data)
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo
  const cut = () => {
    mode = 'cut'
    for (const socket of sockets) socket.destroy()
  }
  return {
    through: (url) => {
      const changed = new URL(url)
      changed.port = String(port)
      return changed.href
    },
    cut,
    swallowAnswers: () => {
      mode = 'swallow'
    },
    restore: () => {
      mode = 'open'
    },
    [Symbol.asyncDispose]: async () => {
      cut()
      server.close()
      await once(server, 'close')
    },
  }
}
