const SECRETS = [
  /kx_live_[\w-]+/g,
  /\beyJ[\w-]+\.[\w-]+\.[\w-]+/g,
  /\b(?:sk|pk|rk)[-_][\w-]{16,}/g,
  /\bBearer +[\w.~+/-]{16,}/gi,
]

/** A text in which keys and tokens, ours and the vendors', are blotted out. */
export const withoutSecrets = (text: string): string =>
  SECRETS.reduce((rest, secret) => rest.replace(secret, '[secret]'), text)
