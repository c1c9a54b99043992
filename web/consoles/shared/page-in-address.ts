/** The name in the address under which a list says where in it one is. */
export const PAGE = 'page'

/** A page other than the first, and the cursors of the pages that lead to it, its own last. */
export type Page = { page: number; cursors: readonly string[] }

const FIRST: Page = { page: 1, cursors: [] }

/** Of the way back. Who is further than that goes back to the first page at once: an address has to stay one. */
const KEPT = 20

/** `3*1700*1650`: the third page, which begins behind 1650. An asterisk is hardly ever part of a cursor, and stays what it is in an address. */
export const writePage = ({ page, cursors }: Page): string | undefined =>
  cursors.length === 0
    ? undefined
    : [String(page), ...cursors.map((cursor) => cursor.replaceAll('%', '%25').replaceAll('*', '%2A'))].join('*')

/** The first page where the address says none, or nothing that can be read. */
export const readPage = (text: string | null): Page => {
  const [number = '', ...written] = (text ?? '').split('*')
  const cursors = written.map(decoded)
  const page = /^[1-9]\d{0,6}$/.test(number) ? Number(number) : 0
  const isReadable = cursors.length > 0 && cursors.length <= KEPT && cursors.every((cursor) => cursor !== '')
  return isReadable && cursors.length < page ? { page, cursors } : FIRST
}

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return ''
  }
}

export const pageAfter = ({ page, cursors }: Page, cursor: string): Page => ({
  page: page + 1,
  cursors: [...cursors, cursor].slice(-KEPT),
})

export const pageBefore = ({ page, cursors }: Page): Page =>
  cursors.length < 2 ? FIRST : { page: page - 1, cursors: cursors.slice(0, -1) }
