import type { ComponentType } from 'react'

/** The code of each screen, by its address. */
export const SCREENS: Readonly<Record<string, () => Promise<{ default: ComponentType }>>> = {
  '/': () => import('./screens/overview.tsx'),
  '/customers': () => import('./screens/customers.tsx'),
  '/customers/:id/:tab?': () => import('./screens/customer.tsx'),
  '/keys': () => import('./screens/keys.tsx'),
  '/usage': () => import('./screens/usage.tsx'),
  '/devices': () => import('./screens/devices.tsx'),
  '/invoices': () => import('./screens/invoices.tsx'),
  '/ledger': () => import('./screens/ledger.tsx'),
  '/exports': () => import('./screens/exports.tsx'),
  '/prices': () => import('./screens/prices.tsx'),
  '/monitor': () => import('./screens/monitor.tsx'),
  '/jobs': () => import('./screens/jobs.tsx'),
  '/alerts': () => import('./screens/alerts.tsx'),
  '/audit': () => import('./screens/audit.tsx'),
  '/settings': () => import('./screens/settings.tsx'),
  '/docs': () => import('./screens/docs.tsx'),
}
