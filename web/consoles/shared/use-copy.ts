import { useEffect, useState } from 'react'
import { copyText } from './copy-text.ts'

/** How long somebody is told how it went. */
const TOLD_MS = { copied: 1_500, failed: 8_000 }

export type CopyState = 'idle' | 'copied' | 'failed'

/** Copies a text, and says for a while whether it did. */
export const useCopy = (text: string): { state: CopyState; copy: () => Promise<boolean> } => {
  const [state, setState] = useState<CopyState>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), TOLD_MS[state])
    return () => clearTimeout(timer)
  }, [state])
  const copy = async (): Promise<boolean> => {
    const isCopied = await copyText(text)
    setState(isCopied ? 'copied' : 'failed')
    return isCopied
  }
  return { state, copy }
}
