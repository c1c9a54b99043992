import type { CatalogueEntry } from '../serve/function-catalogue.ts'

/** Groups of endpoints, in the order in which a reader meets them. */
export const TAGS = [
  { name: 'gateway', description: "Calls to models, in the gateway's own format." },
  { name: 'vendors', description: "Calls to models, in the vendors' formats, for their SDKs." },
  { name: 'user', description: 'What the holder of a key may see and do.' },
  { name: 'admin', description: 'What the operator may see and do.' },
  { name: 'payments', description: 'Money in.' },
  { name: 'operations', description: 'Is it up?' },
  {
    name: 'scheduled',
    description: 'Run by the clock. Nobody can call them by URL; they are listed for completeness.',
  },
] as const

const BY_PREFIX: Readonly<Record<string, (typeof TAGS)[number]['name']>> = {
  gateway: 'gateway',
  v1: 'vendors',
  v1beta: 'vendors',
  user: 'user',
  session: 'user',
  admin: 'admin',
  monitor: 'admin',
  stripe: 'payments',
}

export const tagOf = ({ kind, name }: CatalogueEntry): string => {
  if (kind === 'scheduled') return 'scheduled'
  return BY_PREFIX[name.split('-', 1)[0] ?? ''] ?? 'operations'
}
