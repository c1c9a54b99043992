const WORDS: ReadonlyMap<string, string> = new Map([
  ['address_refused', 'address refused: it is not public'],
  ['no_address', 'no address'],
  ['timeout', 'timed out'],
  ['unreachable', 'could not be reached'],
])

/** Why nobody answered, in words; an answer that is not 2xx says by its status what the problem is. */
export const deliveryProblem = (delivery: {
  last_status: number | null
  last_error: string | null
}): string | undefined => {
  const { last_status: status, last_error: error } = delivery
  return status !== null || error === null ? undefined : (WORDS.get(error) ?? error)
}
