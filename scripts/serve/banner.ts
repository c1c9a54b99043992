import { NAMED_COMPANY } from '../seed/companies.ts'
import type { Demo } from './demo.ts'
import type { SampleModel } from './sample-model.ts'

export type BannerOptions = {
  url: string
  demo: Demo | undefined
  /** Undefined: no provider is configured. */
  sample: SampleModel | undefined
  /** Names the file or the variable that holds the admin password, never the password. */
  adminPasswordPlace: string
  /** False: the static files are others, or could not be built. */
  hasConsoles: boolean
}

const curl = (url: string, name: string, key: string, sample: SampleModel): string => {
  const body = { ...sample, messages: [{ role: 'user', content: 'Tell me something' }], max_tokens: 64 }
  return [
    `curl ${name === 'gateway-stream' ? '-N ' : '-i '}${url}/.netlify/functions/${name}`,
    `-H 'authorization: Bearer ${key}'`,
    "-H 'content-type: application/json'",
    `-d '${JSON.stringify(body)}'`,
  ].join(' ')
}

const demoLines = (url: string, demo: Demo, sample: SampleModel): readonly string[] => [
  `  Demo key         ${demo.key}`,
  '',
  '  A streamed, metered answer:',
  `    ${curl(url, 'gateway-stream', demo.key, sample)}`,
  '',
  '  The same in one piece:',
  `    ${curl(url, 'gateway-chat', demo.key, sample)}`,
  '',
  '  Refused with 402, because the cap of this key is 0:',
  `    ${curl(url, 'gateway-chat', demo.cappedKey, sample)}`,
  '',
]

/** What a newcomer needs to see once the gateway is up. */
export const banner = ({ url, demo, sample, adminPasswordPlace, hasConsoles }: BannerOptions): string =>
  [
    '',
    `  Kaixu Gateway    ${url}`,
    ...(hasConsoles ? [`  Console          ${url}/  (for you, with the admin password)`] : []),
    `  Admin password   ${adminPasswordPlace}`,
    ...(hasConsoles ? [`  Dashboard        ${url}/dashboard.html  (for customers, with a key)`] : []),
    ...(demo?.ownerKey === undefined
      ? []
      : [`  Dashboard key    ${demo.ownerKey}  (${NAMED_COMPANY.name}, a demo business)`]),
    `  Health           ${url}/.netlify/functions/health`,
    ...(sample ? [] : ['', '  No provider is configured: set one of the keys in the README, or SANDBOX_PROVIDER=on.']),
    ...(demo && sample ? demoLines(url, demo, sample) : ['']),
    '  Stop with Ctrl-C; calls in flight are settled first.',
    '',
  ].join('\n')
