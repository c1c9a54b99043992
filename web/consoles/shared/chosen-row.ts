import { paletteStore } from './palette-store.ts'

/**
 * Of the rows of the palette the first is chosen, whenever they come, so that Enter opens what was found; but the one that somebody went
 * to with the arrows stays chosen. Spotlight chooses when something is typed, before there is anything new.
 */
export const keepRowChosen = (list: HTMLElement | null): (() => void) | undefined => {
  if (list === null) return undefined
  const choose = (): void => {
    const rows = [...list.querySelectorAll('[data-action]')]
    const state = paletteStore.getState()
    const before = rows.findIndex((row) => row.hasAttribute(CHOSEN))
    const at = state.selected > 0 && before > 0 ? before : 0
    for (const [index, row] of rows.entries()) {
      if (index === at) row.setAttribute(CHOSEN, 'true')
      else row.removeAttribute(CHOSEN)
    }
    const selected = rows.length === 0 ? -1 : at
    if (state.selected !== selected) paletteStore.setState({ ...state, selected })
  }
  const observer = new MutationObserver(choose)
  observer.observe(list, { childList: true, subtree: true })
  choose()
  return () => observer.disconnect()
}

/** What Spotlight knows the chosen row by. */
const CHOSEN = 'data-selected'
