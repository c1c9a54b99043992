import type { Role } from '../../netlify/functions/_lib/domain/roles.ts'
import { DAY } from './calendar.ts'
import type { Random } from './random.ts'
import type { Traits } from './traits.ts'
import { PLAYGROUND, WORKLOADS, type Workload } from './workloads.ts'

export type Device = { installId: string; userAgent: string; ipHash: string; revokedAt: number }

/** A key as it was made; keys of a customer are known by their place in its list until the database has given them ids. */
export type KeyProfile = {
  label: string
  role: Role
  /** Undefined: makes no calls. */
  workload: Workload | undefined
  /** Of the customer's calls, beside those of its other keys. */
  share: number
  createdAt: number
  /** From then on nothing is called with it; Infinity while it lives. */
  until: number
  end: 'revoked' | 'rotated' | 'expired' | undefined
  /** The key it came from by rotation, and the first of that line (itself, when there was none). */
  rotatedFrom: number | undefined
  line: number
  rpmLimit: number | null
  rpdLimit: number | null
  concurrencyLimit: number | null
  maxDevices: number | null
  notes: string | null
  devices: readonly Device[]
}

/** When the customer may be at work: from its beginning, or that of the first month, until it is disabled, or now. */
export type Window = { createdAt: number; from: number; to: number }

type Kind = 'master' | 'work' | 'rotated' | 'revoked' | 'admin' | 'expired' | 'viewer'

// In the order in which a customer with more keys has them; a rotated one is two.
const KINDS: readonly Kind[] = ['master', 'work', 'rotated', 'revoked', 'admin', 'expired', 'viewer']

/** `first` says which workloads: those from that one on. */
export const makeKeys = (random: Random, traits: Traits, window: Window, first: number): KeyProfile[] => {
  const keys: KeyProfile[] = []
  for (const [index, kind] of KINDS.entries()) {
    const workload = WORKLOADS[(first + index) % WORKLOADS.length] ?? PLAYGROUND
    const made = keysOf(random, kind, { workload, traits, window, line: keys.length })
    if (keys.length + made.length <= traits.keys) keys.push(...made)
  }
  // Whoever has one key only does everything with it.
  const [only] = keys
  return keys.length > 1 || only === undefined ? keys : [{ ...only, workload: WORKLOADS[first] ?? PLAYGROUND }]
}

type Making = { workload: Workload; traits: Traits; window: Window; line: number }

const keysOf = (random: Random, kind: Kind, { workload, traits, window, line }: Making): KeyProfile[] => {
  const sometimes = <T>(probability: number, value: T): T | null => (random.chance(probability) ? value : null)
  const within = (least: number, most: number): number =>
    Math.floor(window.from + (window.to - window.from) * (least + random.unit() * (most - least)))
  const createdAt = Math.min(window.createdAt + random.between(0, 6 * DAY), window.from)
  const key: KeyProfile = {
    ...{ label: workload.label, role: 'deployer', workload, share: random.between(40, 100), createdAt },
    ...{ until: Infinity, end: undefined, rotatedFrom: undefined, line },
    rpmLimit: sometimes(0.4, random.pick([30, 60, 120, 300])),
    rpdLimit: sometimes(0.15, random.pick([2_000, 5_000, 20_000])),
    concurrencyLimit: sometimes(0.2, random.pick([4, 8, 16])),
    ...{ maxDevices: null, notes: null, devices: [] },
  }
  const used: KeyProfile = { ...key, ...devicesOf(random, workload, traits, within(0.3, 0.95)) }
  switch (kind) {
    case 'master':
      return [
        {
          ...key,
          label: 'master',
          role: 'owner',
          workload: PLAYGROUND,
          share: 8,
          createdAt: window.createdAt,
          rpmLimit: null,
        },
      ]
    case 'work':
      return [used]
    case 'rotated': {
      const at = within(0.4, 0.8)
      return [
        { ...used, until: at, end: 'rotated' },
        { ...used, createdAt: at, rotatedFrom: line },
      ]
    }
    case 'revoked': {
      const notes = 'Revoked: the key was found in a public repository.'
      return [
        {
          ...key,
          label: 'old integration',
          workload: PLAYGROUND,
          until: within(0.3, 0.9),
          end: 'revoked',
          share: 15,
          notes,
        },
      ]
    }
    case 'expired':
      return [
        {
          ...key,
          label: 'trial',
          workload: PLAYGROUND,
          until: within(0.5, 0.9),
          end: 'expired',
          share: 6,
          rpdLimit: 500,
        },
      ]
    case 'admin':
      return [{ ...key, label: 'console', role: 'admin', workload: PLAYGROUND, share: 4 }]
    case 'viewer':
      return [{ ...key, label: 'dashboard, read only', role: 'viewer', workload: undefined, share: 0 }]
  }
}

const devicesOf = (random: Random, workload: Workload, { access }: Traits, revocation: number) => {
  if (!workload.onDevices) return {}
  const devices = Array.from({ length: random.between(3, 9) }, (_, index) => ({
    installId: random.uuid(),
    userAgent: random.pick(workload.userAgents),
    ipHash: random.hex(64),
    // The second one was lost on a train.
    revokedAt: index === 1 && random.chance(0.6) ? revocation : Infinity,
  }))
  return { devices, maxDevices: access === 'seats' ? devices.length + 2 : null }
}
