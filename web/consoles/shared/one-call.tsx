import { useState, type ReactNode } from 'react'
import type { Query } from './api.ts'
import { Empty } from './empty.tsx'
import { Loading, StateOf } from './state-of.tsx'
import { useAnswer } from './use-answer.ts'

type Props<Answer, Call> = {
  id: string
  /** The calls that are shown: one of these is not asked for. */
  among: readonly Call[]
  endpoint: string
  /** In what any other one is looked for. */
  query: Query
  callsOf: (answer: Answer) => readonly Call[]
  /** Where else it may be, when it is not there. */
  elsewhere: string
  children: (call: Call) => ReactNode
}

/** A call by its id, wherever in a month it is: a list shows no more of that than a page. */
export const OneCall = <Answer, Call extends { id: string }>(props: Props<Answer, Call>) => {
  const { id, among, endpoint, query, callsOf, elsewhere, children } = props
  const isIt = (call: Call): boolean => call.id === id
  // New calls push it off the page while it is read.
  const [seen, setSeen] = useState<Call>()
  const kept = among.find(isIt) ?? (seen?.id === id ? seen : undefined)
  const asked = useAnswer<Answer>(endpoint, { ...query, event_id: id }, { enabled: kept === undefined })
  const found = kept ?? (asked.data === undefined ? undefined : callsOf(asked.data).find(isIt))
  if (found !== seen && found !== undefined) setSeen(found)
  if (found !== undefined) return children(found)
  if (asked.isPlaceholderData) return <Loading rows={8} />
  return (
    <StateOf of={asked} rows={8}>
      {() => <Empty title="This call is not in this month">{elsewhere}</Empty>}
    </StateOf>
  )
}
