import type { buildOf } from '../services/build.ts'
import type { ExplainedSettings } from '../services/explain-settings.ts'

/** How a deployment is configured, as the operator sees it. */
export const settingsBody = (build: ReturnType<typeof buildOf>, settings: ExplainedSettings) => ({
  build,
  home: settings.home,
  problems: settings.problems,
  variables: settings.variables.map(({ howToSet, ...variable }) => ({ ...variable, how_to_set: howToSet })),
  database: settings.database,
  providers: settings.providers,
  limiter: settings.limiter,
  blob_store: settings.blobStore,
  stripe: settings.stripe,
})
