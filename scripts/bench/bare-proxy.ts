// The least that a gateway can be: takes a request, sends it on, sends the answer back. No keys, no meter, no books.
// `node bare-proxy.ts <target URL>` prints its own.
import { once } from 'node:events'
import { Agent, createServer, request as callTarget, type IncomingMessage, type ServerResponse } from 'node:http'

const target = new URL(process.argv[2] ?? '')
const agent = new Agent({ keepAlive: true })

const forward = ({ method, url, headers }: IncomingMessage): ReturnType<typeof callTarget> =>
  callTarget({
    agent,
    host: target.hostname,
    port: target.port,
    method,
    path: url,
    headers: { ...headers, host: target.host },
  })

const handle = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
  const call = forward(incoming)
  call.once('response', (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers)
    // As the gateway does for a stream: whoever waits for the first byte gets the head at once.
    outgoing.flushHeaders()
    answer.pipe(outgoing)
  })
  call.once('error', () => outgoing.destroy())
  incoming.pipe(call)
}

const server = createServer(handle).listen(0, '127.0.0.1')
await once(server, 'listening')
const address = server.address()
if (address === null || typeof address === 'string') throw new Error('Expected a TCP address')
console.log(`http://127.0.0.1:${address.port}`)
