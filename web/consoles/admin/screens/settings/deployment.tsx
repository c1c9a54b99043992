import { Group } from '@mantine/core'
import type { Settings } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { count } from '../../../shared/format.ts'
import { Panel } from '../../../shared/panel.tsx'

const STRIPE = {
  off: 'off: no payments',
  test: 'test mode: no real money',
  live: 'live',
  unknown: 'a key of unknown kind',
} as const satisfies Record<Settings['stripe']['mode'], string>

const BLOBS = {
  netlify: 'Netlify Blobs',
  directory: 'a folder of the server',
  database: 'none: the database keeps everything',
} as const satisfies Record<Settings['blob_store'], string>

type Props = { settings: Settings }

/** What is deployed, and what it stands on. */
export const Deployment = ({ settings }: Props) => {
  const { build, home, database, limiter, blob_store: blobs, stripe, default_rpm: rpm } = settings
  return (
    <Panel title="Deployment">
      <Facts
        of={[
          ['Build', build.id],
          ['Interface', build.schema],
          ['System prompt (SHA-256)', <Hash of={build.kaixu_system_hash} />],
          ['Runs on', home === 'netlify' ? 'Netlify' : 'a server'],
          ['Database', database.driver === 'neon' ? 'PostgreSQL over HTTP (Neon)' : 'PostgreSQL'],
          ['Requests counted in', limiter === 'upstash' ? 'Upstash Redis' : 'PostgreSQL'],
          ['Calls a minute', rpm <= 0 ? 'any number' : `${count(rpm)}, unless a key says otherwise`],
          ['Large results', BLOBS[blobs]],
          [
            'Stripe',
            `${STRIPE[stripe.mode]}${stripe.mode !== 'off' && !stripe.webhook ? ', without a webhook secret' : ''}`,
          ],
        ]}
      />
    </Panel>
  )
}

const Hash = ({ of: hash }: { of: string }) => (
  <Group gap={4} wrap="nowrap" miw={0}>
    <span className="kx-mono" title={hash}>
      {hash.slice(0, 12)}…
    </span>
    <Copy text={hash} what="the hash of the system prompt" />
  </Group>
)
