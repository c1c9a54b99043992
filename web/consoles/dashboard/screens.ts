import type { ComponentType } from 'react'

/** The code of each screen, by its address. */
export const SCREENS: Readonly<Record<string, () => Promise<{ default: ComponentType }>>> = {
  '/': () => import('./screens/overview.tsx'),
  '/usage': () => import('./screens/usage.tsx'),
  '/playground': () => import('./screens/playground.tsx'),
  '/integration': () => import('./screens/integration.tsx'),
  '/jobs': () => import('./screens/jobs.tsx'),
  '/keys': () => import('./screens/keys.tsx'),
  '/devices': () => import('./screens/devices.tsx'),
  '/billing': () => import('./screens/billing.tsx'),
  '/invoices': () => import('./screens/invoices.tsx'),
  '/exports': () => import('./screens/exports.tsx'),
  '/ledger': () => import('./screens/ledger.tsx'),
  '/alerts': () => import('./screens/alerts.tsx'),
}
