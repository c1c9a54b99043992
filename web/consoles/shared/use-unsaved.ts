import { createContext, use, useEffect, useMemo, useState, type Context } from 'react'
import { holdUnsaved, leave, type Question } from './unsaved.ts'

/** The drawers and dialogs that a form stands in. */
export const Around: Context<readonly symbol[]> = createContext<readonly symbol[]>([])

const DISCARD: Question = {
  title: 'Discard your changes?',
  text: 'What you have changed here is not saved.',
  yes: 'Discard changes',
  no: 'Keep editing',
}

/** Of a form: changes that are not saved are not to be lost without a question. */
export const useUnsaved = (isChanged: boolean, question = DISCARD): void => {
  const around = use(Around)
  useEffect(() => (isChanged ? holdUnsaved(around, question) : undefined), [isChanged, around, question])
}

/** Of a drawer or dialog with forms: closes it, after a question where they are changed. What is in it needs `around` around it. */
export const useAskingClose = (close: () => void): { close: () => boolean; around: readonly symbol[] } => {
  const outer = use(Around)
  const [scope] = useState(() => Symbol('scope'))
  const around = useMemo(() => [...outer, scope], [outer, scope])
  return { close: () => leave(close, scope), around }
}
