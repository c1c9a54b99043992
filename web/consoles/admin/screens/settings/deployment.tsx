import { Group, Paper, Stack, Title } from '@mantine/core'
import type { Settings } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { Facts } from '../../../shared/facts.tsx'

const STRIPE = {
  off: 'not set up: no payments',
  test: 'test mode: no real money',
  live: 'live',
  unknown: 'a key of unknown kind',
} as const satisfies Record<Settings['stripe']['mode'], string>

const BLOBS = {
  netlify: 'Netlify Blobs',
  directory: 'a folder of the server',
  database: 'none: the database keeps everything',
} as const satisfies Record<Settings['blob_store'], string>

/** What is deployed, and what it stands on. */
export const Deployment = ({ settings: { build, home, database, limiter, blob_store: blobs, stripe } }: Props) => (
  <Stack gap="xs">
    <Title order={2} size="h5">
      Deployment
    </Title>
    <Paper withBorder p="md">
      <Facts
        of={[
          ['Build', `${build.id}, ${build.schema}`],
          ['Governance text', <Hash of={build.kaixu_system_hash} />],
          ['Runs on', home === 'netlify' ? 'Netlify' : 'a server'],
          ['Database', database.driver === 'neon' ? 'PostgreSQL over HTTP (Neon)' : 'PostgreSQL'],
          ['Schema', database.ok ? `${database.migrations.length} migrations, up to ${last(database)}` : 'not known'],
          ['Requests counted in', limiter === 'upstash' ? 'Upstash Redis' : 'PostgreSQL'],
          ['Large results', BLOBS[blobs]],
          [
            'Stripe',
            `${STRIPE[stripe.mode]}${stripe.mode !== 'off' && !stripe.webhook ? ', without a webhook secret' : ''}`,
          ],
        ]}
      />
    </Paper>
  </Stack>
)

type Props = { settings: Settings }

const last = ({ migrations }: Extract<Settings['database'], { ok: true }>): string =>
  migrations.at(-1)?.name.replace(/\.sql$/, '') ?? 'none'

const Hash = ({ of: hash }: { of: string }) => (
  <Group gap={4} wrap="nowrap">
    <span className="kx-mono">{hash.slice(0, 16)}…</span>
    <Copy text={hash} what="the hash of the governance text" />
  </Group>
)
