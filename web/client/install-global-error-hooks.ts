import type { ReportOptions } from './api-types.ts'
import { KaixuError } from './kaixu-error.ts'
import { reportClientError } from './report-client-error.ts'
import { setReportDefaults } from './report-defaults.ts'

declare global {
  var __KAIXU_ERR_HOOKS_INSTALLED: boolean | undefined
}

/** An error that comes again and again is one error, and a page has only so much to say. */
const MAX_REPORTS = 20

/**
 * Reports what this page does not catch itself, each error once. However often it is called, by however many copies of this
 * script, the hooks are there once. Gives a function that takes them away.
 */
export const installGlobalErrorHooks = (options: ReportOptions = {}): (() => void) => {
  if (globalThis.__KAIXU_ERR_HOOKS_INSTALLED === true) return () => undefined
  globalThis.__KAIXU_ERR_HOOKS_INSTALLED = true
  setReportDefaults(options)
  const seen = new Set<string>()
  const report = (error: unknown, context: Record<string, unknown>): void => {
    if (error instanceof KaixuError && error.kind === 'aborted') return
    const mark = String(error instanceof Error ? (error.stack ?? error.message) : error)
    if (seen.has(mark) || seen.size >= MAX_REPORTS) return
    seen.add(mark)
    reportClientError(error, context).catch(() => undefined)
  }
  const onError = ({ error, message, filename, lineno, colno }: ErrorEvent): void =>
    // Of scripts from elsewhere, browsers tell the message alone.
    report(error ?? message, { hook: 'error', source: filename, lineno, colno })
  const onRejection = ({ reason }: PromiseRejectionEvent): void => report(reason, { hook: 'unhandledrejection' })
  addEventListener('error', onError)
  addEventListener('unhandledrejection', onRejection)
  return () => {
    removeEventListener('error', onError)
    removeEventListener('unhandledrejection', onRejection)
    globalThis.__KAIXU_ERR_HOOKS_INSTALLED = false
  }
}
