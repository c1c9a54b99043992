/** The browser client: `window.KaixuClient` of the script, the exports of the module. */
export { autoChat } from './auto-chat.ts'
export { installGlobalErrorHooks } from './install-global-error-hooks.ts'
export { _internals } from './internals.ts'
export { KaixuError } from './kaixu-error.ts'
export { reportClientError } from './report-client-error.ts'
export { shouldUseJob } from './should-use-job.ts'
export type * from './api-types.ts'
