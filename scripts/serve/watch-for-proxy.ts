export type ProxyWatch = {
  look: (headers: Headers) => void
  wasSeen: () => boolean
}

/** Notices, and tells once, that requests come through a proxy while nobody has said whether there is one (TRUST_PROXY). */
export const watchForProxy = (trustProxy: boolean | undefined, tell: () => void): ProxyWatch => {
  let seen = false
  return {
    look: (headers) => {
      if (trustProxy !== undefined || seen || !(headers.has('x-forwarded-for') || headers.has('forwarded'))) return
      seen = true
      tell()
    },
    wasSeen: () => seen,
  }
}
