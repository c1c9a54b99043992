import { useEffect, useEffectEvent } from 'react'
import { openLayer } from './history-layers.ts'

/** While something is open beside a screen, Back closes it. `close` is false where it has to ask first; `named`: by what in the address it is open. */
export const useLayer = (opened: boolean, close: () => boolean, named?: string): void => {
  const closeNow = useEffectEvent(close)
  useEffect(() => (opened ? openLayer(() => closeNow(), named) : undefined), [opened, named])
}
