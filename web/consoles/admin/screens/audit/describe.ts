import type { AuditRow } from '../../../shared/answers.ts'
import { dollars, localTime, monthName } from '../../../shared/format.ts'
import { sentence } from '../../../shared/sentence.ts'

/** One thing that an event says about itself. */
export type Detail = {
  name: string
  text: string
  /** All of it, where it is an id that somebody may want to look for. */
  id?: string
}

/** What an event of the audit holds besides who, what and when, to be read; names of fields as they are in the forms. */
export const describe = ({ meta, key_label: label }: AuditRow): Detail[] =>
  Object.entries(meta).flatMap(([name, value]) => {
    // Said by the target already.
    if (name === 'customer_id' || (name === 'label' && value === label)) return []
    if (name === CHANGES && Array.isArray(value)) {
      // What it was and what it became stands beside it; of notes, and in old events, it does not.
      const unsaid = value.map(String).filter((field) => !Object.hasOwn(meta, field))
      // Revoking changes no field.
      return unsaid.length === 0 ? [] : [{ name: CHANGED, text: unsaid.map(fieldName).join(', ') }]
    }
    return [detailOf(name, value)]
  })

/** The same in a line of a list. */
export const summary = (event: AuditRow): string =>
  describe(event)
    .map(({ name, text, id }) => (name === CHANGED ? text : `${name} ${id === undefined ? text : shortened(id)}`))
    .join(', ')

const CHANGED = 'Changed'

/** Where an event names the fields that changed. */
const CHANGES = 'changed'

const detailOf = (name: string, value: unknown): Detail => {
  if (name === 'address' && typeof value === 'string')
    return { name: 'Network address (hashed)', text: value, id: value }
  if (name === 'month')
    return {
      name: 'Month',
      text: typeof value === 'string' && /^\d{4}-\d\d$/.test(value) ? monthName(value) : textOf(name, value),
    }
  const isId = /(^|_)id$/.test(name) && (typeof value === 'string' || typeof value === 'number')
  return { name: fieldName(name), text: textOf(name, value), ...(isId ? { id: String(value) } : {}) }
}

/** `monthly_cap_cents` → `Monthly cap`. */
const fieldName = (name: string): string =>
  sentence(name.replace(/_(cents|pico|pct)$/, '').replace(/_url$/, '_address'))

const textOf = (name: string, value: unknown): string => {
  if (value === null || value === undefined || value === '') return 'none'
  if (name.endsWith('_cents') && isNumber(value)) return dollars(Number(value) / 100)
  if (name.endsWith('_pico') && isNumber(value)) return dollars(Number(value) / 1e12, 2)
  if (name.endsWith('_pct') && isNumber(value)) return `${value}%`
  if (name.endsWith('_at') && typeof value === 'string' && !Number.isNaN(Date.parse(value))) return localTime(value)
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string' || typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map((item) => textOf(name, item)).join(', ') || 'none'
  const change = changeOf(value)
  return change === undefined ? JSON.stringify(value) : `${textOf(name, change[0])} → ${textOf(name, change[1])}`
}

const isNumber = (value: unknown): value is string | number =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))

/** What it was and what it became. */
const changeOf = (value: unknown): readonly [unknown, unknown] | undefined => {
  if (typeof value !== 'object' || value === null) return undefined
  if ('from' in value && 'to' in value) return [value.from, value.to]
  return 'old' in value && 'new' in value ? [value.old, value.new] : undefined
}

const shortened = (id: string): string => (id.length > 14 ? `${id.slice(0, 12)}…` : id)
