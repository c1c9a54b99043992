import { useEffect, useEffectEvent, useRef, useState, type RefObject } from 'react'

type Asked = {
  isNarrowed: boolean
  /** Whether everything above the calls is there, so that they stay where they are. */
  isReady: boolean
}

/** The heading of the calls, and the way down to it, where somebody narrows them from above; who arrives with that done is there at once. */
export const useLeadToCalls = ({
  isNarrowed,
  isReady,
}: Asked): { heading: RefObject<HTMLHeadingElement | null>; lead: () => void } => {
  const heading = useRef<HTMLHeadingElement>(null)
  const [arrivedNarrowed] = useState(isNarrowed)
  const lead = (): void => {
    heading.current?.scrollIntoView({ block: 'start' })
    heading.current?.focus({ preventScroll: true })
  }
  const leadWhoArrives = useEffectEvent(() => {
    // Not away from where somebody is at work already.
    if (document.activeElement?.closest('body, h1') === document.activeElement) lead()
  })
  useEffect(() => {
    if (arrivedNarrowed && isReady) leadWhoArrives()
  }, [arrivedNarrowed, isReady])
  return { heading, lead }
}
