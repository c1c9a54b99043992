import { useEffect, useRef } from 'react'

/** Where a screen replaces another, what had the focus is often gone with it: the heading of the new one takes it then. */
export const useFocusOnArrival = (place: string): void => {
  const before = useRef(place)
  useEffect(() => {
    if (before.current === place) return
    before.current = place
    if (document.activeElement !== document.body) return
    const heading = document.querySelector<HTMLElement>('main h1')
    heading?.setAttribute('tabindex', '-1')
    heading?.focus({ preventScroll: true })
  }, [place])
}
