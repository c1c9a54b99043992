import { useEffect, useEffectEvent } from 'react'

/** What Esc does to each thing that is open, the one on top last. */
const open: (() => void)[] = []

/** The mark that Mantine goes by, too: a field whose list is open closes that. */
const isKept = (target: EventTarget | null): boolean =>
  target instanceof Element && target.getAttribute('data-mantine-stop-propagation') === 'true'

// Not of the window, where a question that comes before everything keeps all keys to itself.
document.addEventListener(
  'keydown',
  (event) => {
    if (event.key === 'Escape' && !event.isComposing && !isKept(event.target)) open.at(-1)?.()
  },
  { capture: true },
)

/** While something is open, Esc does this to it, and nothing to what lies below. */
export const useEscape = (opened: boolean, escape: () => void): void => {
  const escapeNow = useEffectEvent(escape)
  useEffect(() => {
    if (!opened) return undefined
    const act = () => escapeNow()
    open.push(act)
    return () => {
      open.splice(open.indexOf(act), 1)
    }
  }, [opened])
}
