import { uniqueId } from '../../client/unique-id.ts'

/** Names orders for the gateway: one that is given again, after a lost answer, has the key that it had, and another has another. */
export const orderKeys = (): ((order: object) => string) => {
  const keys = new Map<string, string>()
  return (order) => {
    const asked = JSON.stringify(order)
    const key = keys.get(asked) ?? uniqueId()
    keys.set(asked, key)
    return key
  }
}
