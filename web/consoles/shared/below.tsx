import { useDeferredValue, type ReactNode } from 'react'

/** What is further down a screen: drawn when the rest can be seen already, in slices between which a telephone does other things. */
export const Below = ({ children }: { children: ReactNode }) => useDeferredValue(true, false) && children
