import type { buildOf } from '../services/build.ts'
import type { ExplainedSettings } from '../services/explain-settings.ts'

/** How a deployment is configured, as the operator sees it. */
export const settingsBody = (build: ReturnType<typeof buildOf>, settings: ExplainedSettings) => ({
  build,
  home: settings.home,
  problems: settings.problems,
  warnings: settings.warnings.map(({ variable, text, howToMend }) => ({ variable, text, how_to_mend: howToMend })),
  variables: settings.variables.map(({ howToSet, coveredBy, ...variable }) => ({
    ...variable,
    covered_by: coveredBy,
    how_to_set: howToSet,
  })),
  database: settings.database,
  providers: settings.providers,
  /** Calls a minute of a key without a limit of its own; 0 or less: any number. */
  default_rpm: settings.defaultRpmLimit,
  /** Of a new customer without a cap of its own, in cents. */
  default_customer_cap_cents: settings.defaultCustomerCapCents,
  /** How much of a cap has to be spent for a warning, in percent. */
  cap_warn_pct: settings.capWarnPct,
  /** Whether top-ups can be paid on this gateway. */
  payments: settings.payments,
  limiter: settings.limiter,
  blob_store: settings.blobStore,
  stripe: settings.stripe,
  /** Events of the monitor and jobs are kept for so many days; the rest is about the events. */
  retention: { event_days: settings.eventDays, job_days: settings.jobDays, ...settings.retention },
})
