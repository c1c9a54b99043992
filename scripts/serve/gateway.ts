import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { dispatch } from '../../netlify/functions/_lib/http/endpoint.ts'
import { createDeps } from '../../netlify/functions/_lib/live.ts'
import { UNTRUSTED_PROXY } from '../../netlify/functions/_lib/services/untrusted-proxy.ts'
import { createApp, type RunFunction } from './app.ts'
import { trackBackgroundWork } from './background-work.ts'
import { prepareDemoMonth } from './demo-month.ts'
import { prepareDemo, type Demo } from './demo.ts'
import { loadCatalogue, type CatalogueEntry } from './function-catalogue.ts'
import { startHttpServer } from './http-server.ts'
import type { Prepared } from './prepare.ts'
import { sampleModel, type SampleModel } from './sample-model.ts'
import { startSchedule } from './schedule.ts'
import type { ServeSettings } from './settings.ts'
import { shutDown } from './shutdown.ts'
import { siteDirectory } from './site.ts'
import { watchForProxy } from './watch-for-proxy.ts'

const ROOT = join(import.meta.dirname, '..', '..')

export type Gateway = {
  port: number
  demo: Demo | undefined
  sample: SampleModel | undefined
  hasConsoles: boolean
  stop: () => Promise<void>
}

const WORKER = 'gateway-job-run-background'

const workerRequest = (jobId: string, secret: string): Request =>
  new Request(`http://localhost/.netlify/functions/${WORKER}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-kaixu-job-secret': secret },
    body: JSON.stringify({ id: jobId }),
  })

/** Starts the whole gateway in this process. On failure everything that was started is ended again. */
export const startGateway = async (
  settings: ServeSettings,
  { environment, database }: Prepared,
  say: (line: string) => void,
): Promise<Gateway> => {
  const abort = new AbortController()
  const proxies = watchForProxy(settings.trustProxy, () =>
    deps.log.warn('proxy_not_trusted', { problem: UNTRUSTED_PROXY.text, hint: UNTRUSTED_PROXY.howToMend }),
  )
  const deps = createDeps(environment, {
    shutdown: abort.signal,
    wakeWorker: (jobId) => wake(jobId),
    hasUntrustedProxy: proxies.wasSeen,
  })
  const closeDatabase = async (): Promise<void> => {
    await deps.db.close()
    await database?.stop()
  }
  const work = trackBackgroundWork((error) => console.error(error))
  const run: RunFunction = (entry, request) => dispatch(entry.routes, request, deps, work.waitUntil)
  let worker: CatalogueEntry | undefined
  // Jobs are run by this very process, by the function that Netlify would call for them.
  const wake = (jobId: string): void => {
    if (worker !== undefined) work.waitUntil(run(worker, workerRequest(jobId, deps.settings.jobs.workerSecret)))
  }

  try {
    const { problems } = deps.settings
    if (problems.length > 0) throw new Error(`The environment is not right:\n  ${problems.join('\n  ')}`)
    const { graceSeconds, host, port, trustProxy = false, dataDirectory } = settings
    const catalogue = await loadCatalogue(join(ROOT, 'netlify', 'functions'))
    worker = catalogue.find(({ name }) => name === WORKER)
    const adminPassword = environment['ADMIN_PASSWORD'] ?? ''
    const ownerKey = settings.demo === 'month' ? await prepareDemoMonth(deps.settings, say) : undefined
    const demo =
      settings.demo === 'off'
        ? undefined
        : await prepareDemo({ catalogue, run, adminPassword, dataDirectory, ownerKey })
    const staticDirectory = await siteDirectory(settings.siteDirectory, say)
    const app = createApp({ catalogue, run, work, staticDirectory, trustProxy, look: proxies.look })
    const server = await startHttpServer({ app, host, port })
    const stopSchedule = startSchedule({ catalogue, run, work })
    return {
      port: server.port,
      demo,
      sample: sampleModel(deps),
      hasConsoles: existsSync(join(staticDirectory, 'dashboard.html')),
      stop: () => shutDown({ server, work, stopSchedule, abort, graceSeconds, closeDatabase, say }),
    }
  } catch (error) {
    await work.settled()
    await closeDatabase()
    throw error
  }
}
