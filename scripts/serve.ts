import { banner } from './serve/banner.ts'
import { loadEnvironment } from './serve/environment.ts'
import { startGateway, type Gateway } from './serve/gateway.ts'
import { prepare } from './serve/prepare.ts'
import { readServeSettings } from './serve/settings.ts'
import { handleSignals } from './serve/signals.ts'

// The dedicated gateway: the function files of netlify/functions, unchanged, behind one Node server.

const say = (line: string): void => console.log(`  ${line}`)

const publicUrl = (host: string, port: number): string => {
  const name = ['127.0.0.1', '0.0.0.0', '::', '::1'].includes(host) ? 'localhost' : host
  return `http://${name}:${port}`
}

let gateway: Gateway | undefined
const stopping = new AbortController()
handleSignals(() => {
  stopping.abort()
  return gateway?.stop
}, say)

try {
  const given = loadEnvironment()
  const settings = readServeSettings(given)
  const prepared = await prepare(given, settings, say)
  gateway = await startGateway(settings, prepared, say)
  const { demo, sample, hasConsoles, port } = gateway
  const { adminPasswordPlace } = prepared
  console.log(banner({ url: publicUrl(settings.host, port), demo, sample, adminPasswordPlace, hasConsoles }))

  await prepared.database?.exited
  // Without its database the gateway can only refuse; a supervisor should start it again.
  if (prepared.database && !stopping.signal.aborted)
    throw new Error('PostgreSQL ended unexpectedly; see its log in DATA_DIR/database')
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  if (error instanceof Error && error.cause instanceof Error) console.error(`Cause: ${error.cause.message}`)
  process.exit(1)
}
