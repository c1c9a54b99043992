import { Paper } from '@mantine/core'
import { useEffect, useEffectEvent, useRef, type ReactNode } from 'react'

/** Of the dialogs that are open, the last one on top: what Esc does there. */
const onEscape: (() => void)[] = []

// Registered before any other listener: no key that is meant for what is above does anything to what lies below.
addEventListener(
  'keydown',
  (event) => {
    const escape = onEscape.at(-1)
    if (escape === undefined) return
    event.stopImmediatePropagation()
    if (event.key !== 'Escape') return
    event.preventDefault()
    escape()
  },
  { capture: true },
)

type Props = {
  /** The id of its heading. */
  labelledBy: string
  /** What Esc does; absent: nothing. */
  escape?: () => void
  children: ReactNode
}

/** A question that comes before everything else. The browser's own kind of dialog: all below it, open drawers too, is out of reach. */
export const TopDialog = ({ labelledBy, escape, children }: Props) => {
  const dialog = useRef<HTMLDialogElement>(null)
  const escapeNow = useEffectEvent(() => escape?.())
  useEffect(() => {
    const own = dialog.current
    const act = () => escapeNow()
    onEscape.push(act)
    own?.showModal()
    return () => {
      onEscape.splice(onEscape.indexOf(act), 1)
      // Gives the focus back to where it was.
      own?.close()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      className="kx-top-dialog"
      aria-labelledby={labelledBy}
      // The browser's own way to close it: the key is seen to above, and may be the very one that has opened it.
      onCancel={(event) => event.preventDefault()}
      // Some gestures close it all the same.
      onClose={({ currentTarget }) => {
        if (escape === undefined) currentTarget.showModal()
        else escape()
      }}
    >
      <Paper withBorder p="xl" w={440} maw="100%">
        {children}
      </Paper>
    </dialog>
  )
}
