import { pageAfter, pageBefore, PAGE, readPage, writePage, type Page } from './page-in-address.ts'
import { useInAddress } from './use-address.ts'

/** Where one is in a list that is paged by cursor: forward to the next page, back to those already seen. */
export type Paging = {
  cursor: string | undefined
  page: number
  next: (cursor: string) => void
  back: (() => void) | undefined
}

/** The page stands in the address, so that Back and a reload lead to it. Whatever else changes there begins at the first one. */
export const usePaging = (): Paging => {
  const [written, write] = useInAddress(PAGE)
  const here = readPage(written ?? null)
  const go = (to: Page): void => write(writePage(to))
  return {
    cursor: here.cursors.at(-1),
    page: here.page,
    next: (cursor) => go(pageAfter(here, cursor)),
    back: here.page === 1 ? undefined : () => go(pageBefore(here)),
  }
}
