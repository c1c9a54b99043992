import { store, stored } from './page-storage.ts'
import { uniqueId } from './unique-id.ts'

const NAME = 'KAIXU_INSTALL_ID'

let made: string | undefined

/** Which installation this is, for device seats: made once, and kept by the browser where it may be. */
export const installId = (): string => {
  const kept = stored(NAME)?.trim()
  if (kept) return kept
  made ??= uniqueId()
  store(NAME, made)
  return made
}
