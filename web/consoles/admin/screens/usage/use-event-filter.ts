import { useAddress } from '../../../shared/use-address.ts'
import type { EventFilter } from './event-filters.tsx'

type Narrowed = { filter: EventFilter; change: (filter: Partial<EventFilter>) => void; isNarrowed: boolean }

/** What the list of calls is narrowed to, as the address says. */
export const useEventFilter = (): Narrowed => {
  const [address, change] = useAddress()
  const of = (name: string): string | undefined => address.get(name) ?? undefined
  const filter: EventFilter = {
    provider: of('provider'),
    model: of('model'),
    api_key_id: of('api_key_id'),
    outcome: of('outcome'),
    q: of('q'),
  }
  return { filter, change, isNarrowed: Object.values(filter).some((value) => value !== undefined) }
}
