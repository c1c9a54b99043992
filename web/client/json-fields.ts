/** Reading what the gateway sent without trusting it: what is absent or of another kind is null. */

export type Fields = Readonly<Record<string, unknown>>

export const fieldsOf = (value: unknown): Fields =>
  // Any object may be asked for its fields; each is looked at before it is used.
  typeof value === 'object' && value !== null ? (value as Fields) : {}

export const textIn = (fields: Fields, name: string): string | null => {
  const value = fields[name]
  return typeof value === 'string' ? value : null
}

export const numberIn = (fields: Fields, name: string): number | null => {
  const value = fields[name]
  return typeof value === 'number' ? value : null
}

export const objectIn = (fields: Fields, name: string): object | null => {
  const value = fields[name]
  return typeof value === 'object' ? value : null
}

export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
