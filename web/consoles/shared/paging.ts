import { useState } from 'react'

/** Where one is in a list that is paged by cursor: forward to the next page, back to those already seen. */
export type Paging = {
  cursor: string | undefined
  page: number
  next: (cursor: string) => void
  back: (() => void) | undefined
}

/** `about` is what the list is filtered by: another filter begins at the first page. */
export const usePaging = (about: string): Paging => {
  const [state, setState] = useState<{ about: string; cursors: readonly string[] }>({ about, cursors: [] })
  const cursors = state.about === about ? state.cursors : []
  return {
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor) => setState({ about, cursors: [...cursors, cursor] }),
    back: cursors.length === 0 ? undefined : () => setState({ about, cursors: cursors.slice(0, -1) }),
  }
}
