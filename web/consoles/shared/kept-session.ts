import { ofTab } from './kept.ts'

/** A token, and the gateway that issued it: it is for that one's eyes alone. */
export type KeptSession = { readonly token: string; readonly base: string }

/** The session of this tab. A token of which nobody knows who issued it is none. */
export const keptSession = (storageName: string): KeptSession | undefined => {
  try {
    const kept: unknown = JSON.parse(ofTab.get(storageName) ?? 'null')
    if (typeof kept !== 'object' || kept === null || !('token' in kept) || !('base' in kept)) return undefined
    const { token, base } = kept
    return typeof token === 'string' && typeof base === 'string' ? { token, base } : undefined
  } catch {
    return undefined
  }
}

export const keepSession = (storageName: string, { token, base }: KeptSession): void =>
  ofTab.set(storageName, JSON.stringify({ token, base }))

export const forgetSession = (storageName: string): void => ofTab.remove(storageName)
