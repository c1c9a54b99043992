import { useSyncExternalStore } from 'react'
import { gatewayBase, siteBase, watchBase } from './base.ts'

/** Which gateway this page talks to. */
export const useGatewayBase = (): string => useSyncExternalStore(watchBase, gatewayBase)

/** Which gateway those talk to who sign in next. */
export const useSiteBase = (): string => useSyncExternalStore(watchBase, siteBase)
