import { useSyncExternalStore } from 'react'
import { thisMonth } from './format.ts'
import { onGatewayClock } from './gateway-clock.ts'

/** The current UTC month, also when the browser's clock turns out to be wrong about it. */
export const useThisMonth = (): string => useSyncExternalStore(onGatewayClock, thisMonth)
