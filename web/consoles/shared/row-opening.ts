import { createContext, type KeyboardEvent, type MouseEvent } from 'react'

/** Whether what is shown stands in a row that opens, where everything is said in full: its parts are no stops of their own for Tab. */
export const InOpeningRow = createContext(false)

/** What a row does. `inNewTab`: for a row that leads to a page of its own. */
type Deed = { open: () => void; inNewTab?: (() => void) | undefined }

/** Makes a row of a table one that opens, with the mouse or with Enter or Space. */
export const rowOpening = ({ open, inNewTab }: Deed) => ({
  className: 'kx-row-link',
  tabIndex: 0,
  onClick: (event: MouseEvent<HTMLElement>) => {
    if (!isOnRowItself(event)) return
    if (inNewTab !== undefined && (event.ctrlKey || event.metaKey)) inNewTab()
    else open()
  },
  // The middle button.
  onAuxClick: (event: MouseEvent<HTMLElement>) => {
    if (event.button === 1 && isOnRowItself(event)) inNewTab?.()
  },
  onKeyDown: (event: KeyboardEvent) => {
    if ((event.key !== 'Enter' && event.key !== ' ') || event.target !== event.currentTarget) return
    // Space would scroll the page.
    event.preventDefault()
    if (inNewTab !== undefined && (event.ctrlKey || event.metaKey)) inNewTab()
    else open()
  },
})

/** With this page as its opener, so that the new tab is signed in as this one is. */
export const openTab = (href: string): void => {
  window.open(`#${href}`, '_blank')
}

/** A link or a button in the row does what it says, and so does a menu, which is not even in it but in a portal. */
const isOnRowItself = ({ currentTarget, target }: MouseEvent<HTMLElement>): boolean =>
  target instanceof Element && currentTarget.contains(target) && target.closest('a, button, input, label') === null
