import type { KeySort } from '../../../netlify/functions/_lib/services/keys.ts'

export type { KeySort }

export const KEY_SORT_OPTIONS = [
  { value: 'newest', label: 'Newest first' },
  { value: 'label', label: 'Label, A to Z' },
  { value: 'spent', label: 'Most spent this month' },
  { value: 'use', label: 'In use, most spent first' },
] as const satisfies readonly { value: KeySort; label: string }[]
