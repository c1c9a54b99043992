import { useEffect, useEffectEvent } from 'react'
import { openLayer } from './history-layers.ts'

/** While something is open beside a screen, Back closes it. `close` is false where it has to ask first. */
export const useLayer = (opened: boolean, close: () => boolean): void => {
  const closeNow = useEffectEvent(close)
  useEffect(() => (opened ? openLayer(() => closeNow()) : undefined), [opened])
}
