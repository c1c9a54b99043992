import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export type TripCounter = { url: string; trips: () => number }

/**
 * Stands between the gateway and PostgreSQL, passes every byte on and counts round trips: each time that the gateway speaks
 * after PostgreSQL has spoken (or first) is one. It knows nothing of the protocol, so no driver can fool it.
 */
export const startTripCounter = async (databaseUrl: string, cleanUp: AsyncDisposableStack): Promise<TripCounter> => {
  const target = new URL(databaseUrl)
  const sockets = new Set<Socket>()
  let trips = 0
  const keep = (socket: Socket): void => {
    sockets.add(socket)
    socket.setNoDelay()
    socket.on('error', () => socket.destroy())
  }
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    let isWaiting = false
    for (const socket of [near, far]) keep(socket)
    near.on('data', (bytes) => {
      if (!isWaiting) trips += 1
      isWaiting = true
      far.write(bytes)
    })
    far.on('data', (bytes) => {
      isWaiting = false
      near.write(bytes)
    })
    near.once('close', () => far.destroy())
    far.once('close', () => near.destroy())
  }).listen(0, '127.0.0.1')
  cleanUp.defer(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('Expected a TCP address')
  const url = new URL(databaseUrl)
  url.port = String(address.port)
  return { url: url.href, trips: () => trips }
}
