import { Empty } from '../../../shared/empty.tsx'

/** A list of calls with nothing in it. */
export const NoCalls = ({ isNarrowed, search }: { isNarrowed: boolean; search: string }) =>
  isNarrowed ? (
    <Empty title="No call matches">{search}; widen the filters, or look in another month.</Empty>
  ) : (
    <Empty title="No calls in this month">Calls show up here as soon as they are settled.</Empty>
  )
