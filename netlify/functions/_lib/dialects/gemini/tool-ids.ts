/** `called` gives the id under which a call is translated, `answered` the id of the call that a result belongs to. */
export type ToolCallIds = {
  called(id: string | undefined, name: string): string
  answered(id: string | undefined, name: string): string | undefined
}

type OpenCall = { id: string; isAnswered: boolean }
/** In the order of the calls; those before `next` are answered. */
type Queue = { calls: OpenCall[]; next: number }

/**
 * Ids are optional in Gemini, where a result without one belongs to the first unanswered call of its function; others demand
 * one on every call, unique in the conversation. Ours are counted, so that the same history has the same ids in every turn.
 */
export const toolCallIds = (): ToolCallIds => {
  const used = new Set<string>()
  const byId = new Map<string, Queue>()
  const byName = new Map<string, Queue>()
  let made = 0

  const unusedId = (): string => {
    let id: string
    do id = `call_${made++}`
    while (used.has(id))
    return id
  }

  return {
    called: (given, name) => {
      const id = given !== undefined && !used.has(given) ? given : unusedId()
      used.add(id)
      const call = { id, isAnswered: false }
      if (given !== undefined) enqueue(byId, given, call)
      enqueue(byName, name, call)
      return id
    },
    answered: (given, name) => {
      const call = (given === undefined ? undefined : firstOpen(byId.get(given))) ?? firstOpen(byName.get(name))
      if (call) call.isAnswered = true
      return call?.id
    },
  }
}

const enqueue = (queues: Map<string, Queue>, key: string, call: OpenCall): void => {
  const queue = queues.get(key)
  if (queue) queue.calls.push(call)
  else queues.set(key, { calls: [call], next: 0 })
}

const firstOpen = (queue: Queue | undefined): OpenCall | undefined => {
  if (!queue) return undefined
  while (queue.calls[queue.next]?.isAnswered === true) queue.next++
  return queue.calls[queue.next]
}
