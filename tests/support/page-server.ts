import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type PageFile = { type: 'text/html' | 'text/javascript'; body: string }

/** Somebody's website on loopback. Its two names are two origins to a browser. */
export type PageServer = AsyncDisposable & { url: string; otherUrl: string }

/** Pages may load scripts from the site itself and nothing else: no inline script, no eval. */
const STRICT = "default-src 'none'; script-src 'self'; connect-src http://127.0.0.1:* http://localhost:*"

export const servePages = async (files: Readonly<Record<string, PageFile>>): Promise<PageServer> => {
  const server = createServer(({ url = '' }, out) => {
    const file = files[url.split('?')[0] ?? '']
    if (file === undefined) return void out.writeHead(404).end()
    out
      .writeHead(200, { 'content-type': `${file.type}; charset=utf-8`, 'content-security-policy': STRICT })
      .end(file.body)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  // A server that listens on a TCP port has no other kind of address.
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    otherUrl: `http://localhost:${port}`,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
