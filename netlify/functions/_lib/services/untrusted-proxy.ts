/** Said where requests come through a proxy that nobody has told this gateway of (TRUST_PROXY). */
export const UNTRUSTED_PROXY = {
  variable: 'TRUST_PROXY',
  text: 'Requests come through a proxy that this gateway was not told to trust: everybody behind it counts as one address, and ten wrong passwords lock all of them out',
  howToMend:
    'If the proxy is yours, and nobody reaches this port past it: have it append the client’s address to x-forwarded-for, set `TRUST_PROXY=on` in `.env` or in the environment, and start the gateway again. If there is none, and clients send such headers by themselves: `TRUST_PROXY=off`.',
} as const
