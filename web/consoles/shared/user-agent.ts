/** Those first that others pretend to be. */
const PROGRAMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\bEdg(A|iOS)?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\b(Firefox|FxiOS)\//, 'Firefox'],
  [/\bElectron\//, 'Desktop app'],
  [/\b(Chrome|CriOS)\//, 'Chrome'],
  [/\bVersion\/.*\bSafari\//, 'Safari'],
  [/\bMozilla\/.*\bAppleWebKit\/.*\bMobile\b/, 'App'],
  [/^OpenAI\/Python/i, 'OpenAI Python SDK'],
  [/^OpenAI\/JS/i, 'OpenAI Node SDK'],
  [/^Anthropic\/Python/i, 'Anthropic Python SDK'],
  [/^Anthropic\/JS/i, 'Anthropic Node SDK'],
  [/\bgoogle-genai-sdk\b/i, 'Google Gen AI SDK'],
  [/^ai-sdk\//i, 'Vercel AI SDK'],
  [/^python-requests\//i, 'Python requests'],
  [/^python-httpx\//i, 'Python httpx'],
  [/^axios\//i, 'axios'],
  [/^(node|undici)\b/i, 'Node.js'],
  [/^deno\//i, 'Deno'],
  [/^bun\//i, 'Bun'],
  [/^curl\//i, 'curl'],
  [/^Go-http-client\//i, 'Go'],
  [/^okhttp\//i, 'OkHttp'],
  [/^PostmanRuntime\//i, 'Postman'],
]

const SYSTEMS: readonly (readonly [mark: RegExp, name: string])[] = [
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bAndroid\b/, 'Android'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bWindows\b/, 'Windows'],
  [/\bMac OS X\b|\bMacintosh\b|\bdarwin\b/i, 'Mac'],
  [/\bLinux\b/i, 'Linux'],
]

/** `Safari on iPhone`: what a user agent calls itself, for the eye only; undefined when it is none that is known. */
export const userAgentName = (userAgent: string): string | undefined => {
  const nameIn = (table: typeof PROGRAMS) => table.find(([mark]) => mark.test(userAgent))?.[1]
  const [program, system] = [nameIn(PROGRAMS), nameIn(SYSTEMS)]
  return program === undefined || system === undefined ? (program ?? system) : `${program} on ${system}`
}
