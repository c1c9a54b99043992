import { isId } from '../../../shared/is-id.ts'
import { known } from '../../../shared/known.ts'
import { OUTCOME_OPTIONS } from '../../../shared/outcome-names.ts'
import { useAddress } from '../../../shared/use-address.ts'
import type { EventFilter } from './event-filters.tsx'

type Narrowed = { filter: EventFilter; change: (filter: Partial<EventFilter>) => void; isNarrowed: boolean }

/** What the list of calls is narrowed to, as the address says. A key is one of a customer's: everybody's calls know of none. */
export const useEventFilter = ({ ofEverybody = false }: { ofEverybody?: boolean } = {}): Narrowed => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const key = of('api_key_id')
  const filter: EventFilter = {
    provider: of('provider'),
    model: of('model'),
    api_key_id: !ofEverybody && isId(key) ? key : undefined,
    outcome: known(of('outcome'), OUTCOME_OPTIONS),
    q: of('q'),
  }
  return { filter, change, isNarrowed: Object.values(filter).some((value) => value !== undefined) }
}
