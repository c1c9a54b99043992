/** Stands where something was taken out. */
export const REDACTED = '[…]'

/** What can be told by its beginning: vendors' and our own keys, tokens, account ids; and e-mail addresses. */
const SECRET = new RegExp(
  [
    String.raw`eyJ[\w-]{5,}\.[\w-]{5,}(?:\.[\w-]*)?`,
    String.raw`\bbearer\s+[^\s"',;]{4,}`,
    String.raw`(?:\b|(?<=_))(?:sk[-_]|[pr]k_|gsk_|xai-|whsec_|kx_live_|gh[opsu]_|github_pat_|npg_|hf_|r8_)[\w+/=-]{2,}`,
    String.raw`\b(?:org|proj|acct|user|cus)[-_](?=[\w-]*\d)[\w-]{2,}`,
    String.raw`AIza[\w-]{4,}`,
    String.raw`\bAKIA[0-9A-Z]{8,}`,
    String.raw`\bya29\.[\w-]{4,}`,
    String.raw`[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+`,
  ].join('|'),
  'gi',
)

/** Hex and base64; words are long too, but have no digits. */
const LONG = /[A-Za-z0-9+_]{32,}={0,2}|[A-Za-z0-9+/]{64,}={0,2}/g

const NAMED =
  /([?&](?:key|api_?key|token|access_token|code|secret|password|signature)=|"(?:key|api_?key|token|access_token|secret|password|authorization|x-api-key)"\s*:\s*")[^&\s"'#]+/gi

/** A text without keys, tokens, account ids, e-mail addresses, and anything long that nobody would have written by hand. */
export const redactSecrets = (text: string): string =>
  text
    .replace(SECRET, REDACTED)
    .replace(LONG, (found) => (/\d/.test(found) ? REDACTED : found))
    .replace(NAMED, `$1${REDACTED}`)

/** The shortest run of characters that counts as quoted. */
export const QUOTE_LENGTH = 12

/**
 * A vendor's text without what it quotes of the request: no QUOTE_LENGTH characters in a row of what remains occur in `input`.
 * Quotes are found under any number of JSON escapes, so the text comes back without those.
 */
export const redactQuotes = (text: string, input: string): string => {
  const shown = unescaped(text)
  const isQuoted = findQuotes(shown, unescaped(input))
  let clean = ''
  for (let at = 0; at < shown.length; at += 1) {
    if (isQuoted[at] === 0) clean += shown.charAt(at)
    else if (at === 0 || isQuoted[at - 1] === 0) clean += REDACTED
  }
  return clean
}

/** The text as it was before it was put into JSON strings, however often; of a text that never was, the same on both sides. */
const unescaped = (text: string): string => {
  let plain = text
  for (let level = 0; level < MAX_LEVELS && plain.includes('\\'); level += 1) {
    const inner = plain.replace(ESCAPE, (_, hex: string | undefined, short: string | undefined) =>
      hex === undefined ? (SHORT[short ?? ''] ?? short ?? '') : String.fromCharCode(parseInt(hex, 16)),
    )
    if (inner === plain) break
    plain = inner
  }
  return plain
}

const MAX_LEVELS = 8
const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|(["\\/bfnrt]))/g
const SHORT: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const BASE = 31
/** What the first of QUOTE_LENGTH characters weighs in their hash. */
const FIRST_WEIGHT = Array.from({ length: QUOTE_LENGTH - 1 }).reduce((weight: number) => Math.imul(weight, BASE), 1)
const BUCKETS = 1 << 16

/** 1 for every character of `text` that is part of a run that `input` has too. A rolling hash, because inputs have megabytes. */
const findQuotes = (text: string, input: string): Uint8Array => {
  const marks = new Uint8Array(text.length)
  const places = new Map<string, number[]>()
  const buckets = new Uint8Array(BUCKETS)
  eachRun(text, (hash, at) => {
    buckets[hash & (BUCKETS - 1)] = 1
    const run = text.slice(at, at + QUOTE_LENGTH)
    const known = places.get(run)
    if (known === undefined) places.set(run, [at])
    else known.push(at)
  })
  if (places.size === 0) return marks
  eachRun(input, (hash, at) => {
    if (buckets[hash & (BUCKETS - 1)] === 0) return
    const run = input.slice(at, at + QUOTE_LENGTH)
    for (const place of places.get(run) ?? []) marks.fill(1, place, place + QUOTE_LENGTH)
    places.delete(run)
  })
  return marks
}

const eachRun = (text: string, see: (hash: number, at: number) => void): void => {
  let hash = 0
  for (let end = 0; end < text.length; end += 1) {
    if (end >= QUOTE_LENGTH) hash -= Math.imul(text.charCodeAt(end - QUOTE_LENGTH), FIRST_WEIGHT)
    hash = (Math.imul(hash, BASE) + text.charCodeAt(end)) | 0
    if (end >= QUOTE_LENGTH - 1) see((hash ^ (hash >>> 16)) >>> 0, end - QUOTE_LENGTH + 1)
  }
}
