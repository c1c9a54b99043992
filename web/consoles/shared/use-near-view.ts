import { useEffect, useState, type RefObject } from 'react'

/** Whether an element is in view, or somebody has begun to scroll, perhaps towards it. Once it is so, it stays so. */
export const useNearView = (element: RefObject<Element | null>): boolean => {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (isNear || element.current === null) return
    const come = (): void => setNear(true)
    const observer = new IntersectionObserver((entries) => {
      if (entries.some((entry) => entry.isIntersecting)) come()
    })
    observer.observe(element.current)
    addEventListener('scroll', come, { once: true, passive: true })
    return () => {
      observer.disconnect()
      removeEventListener('scroll', come)
    }
  }, [element, isNear])
  return isNear
}
