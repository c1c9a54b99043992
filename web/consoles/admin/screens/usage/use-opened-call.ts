import { useState } from 'react'
import type { OperatorEvent } from '../../../shared/answers.ts'
import { useInAddress } from '../../../shared/use-address.ts'

type OpenedCall<Event> = {
  open: (event: Event) => void
  close: () => void
  /** The call to show of a page; undefined: none. */
  among: (events: readonly Event[]) => Event | undefined
}

/** The call whose receipt is looked at: a row that was opened, or the one that a link leads to, until it is closed. */
export const useOpenedCall = <Event extends OperatorEvent>(): OpenedCall<Event> => {
  const [linked] = useInAddress('call')
  const [opened, setOpened] = useState<Event>()
  const [closed, setClosed] = useState<string>()
  return {
    open: setOpened,
    close: () => {
      setOpened(undefined)
      setClosed(linked)
    },
    among: (events) => opened ?? events.find(({ id }) => id === linked && id !== closed),
  }
}
