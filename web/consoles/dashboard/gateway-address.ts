import { gatewayBase } from '../shared/base.ts'

/** The address that programs use: the gateway's own, or this site's when it is the one that served the page. */
export const gatewayAddress = (): string => gatewayBase() || location.origin
