import type { ReportOptions } from './api-types.ts'

let defaults: ReportOptions = {}

/** From now on, for every report that does not say otherwise. */
export const setReportDefaults = (options: ReportOptions): void => {
  defaults = options
}

export const reportDefaults = (): ReportOptions => defaults
