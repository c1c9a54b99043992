import { createContext, useContext } from 'react'

/** Whether what is shown is still the answer to the question before; StateOf says so to what it shows. */
export const Stale = createContext(false)

export const useStale = (): boolean => useContext(Stale)
