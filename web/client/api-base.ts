import { stored } from './page-storage.ts'

/** The gateway's address without a slash at its end; blank: the page's own site. */
export const apiBase = (given?: string): string => (given ?? stored('KAIXU_API_BASE') ?? '').trim().replace(/\/+$/, '')
