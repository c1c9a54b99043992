/** What `health` says this deployment is. */
export const BUILD = { id: 'kaixu-gateway-0.1.0', schema: 'KAIXU_GATEWAY_SCHEMA_V7' } as const
