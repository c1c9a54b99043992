import { Anchor, Code, Group, Text, Title } from '@mantine/core'
import type { MonitorRow } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Facts } from '../../../shared/facts.tsx'
import { duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { CustomerLink } from '../../customer-link.tsx'
import { KeyLink } from '../../key-link.tsx'
import { LevelBadge } from './event-table.tsx'
import { KINDS } from './kinds.ts'

type Props = { row: MonitorRow | undefined; close: () => void; showRequest: (requestId: string) => void }

/** All that is known about an event. Whatever came from outside is text. */
export const EventDrawer = ({ row: opened, close, showRequest }: Props) => (
  <DetailDrawer row={opened} title={({ kind, id }) => `${KINDS[kind]}, event ${id}`} close={close}>
    {(row) => (
      <>
        <Facts
          of={[
            ['Time', <Instant at={row.created_at} precision="second" />],
            ['Level', <LevelBadge level={row.level} />],
            ['Request', row.request_id === null ? undefined : <Request id={row.request_id} show={showRequest} />],
            ['Function', row.function_name ?? undefined],
            ['Asked', row.path === null ? undefined : `${row.method ?? ''} ${row.path}`],
            ['Answered', row.http_status === null ? undefined : `${row.http_status} ${row.error_code ?? ''}`],
            ['Duration', row.duration_ms === null ? undefined : duration(row.duration_ms)],
            ['Message', row.error_message ?? undefined],
            [
              'Customer',
              row.customer_id === null ? undefined : <Owner id={row.customer_id} email={row.customer_email} />,
            ],
            ['Key', row.api_key_id === null ? undefined : <Key of={row} id={row.api_key_id} />],
            ['Model', [row.provider, row.model].filter((part) => part !== null).join('/') || undefined],
            ['App', [row.app_id, row.build_id].filter((part) => part !== null).join(', build ') || undefined],
            ['Provider said', row.upstream_status ?? undefined],
            ['Client', row.user_agent ?? undefined],
            ['Device', row.install_id ?? undefined],
          ]}
        />
        {row.upstream_body !== null && (
          <>
            <Title order={3} size="h6">
              What the provider answered
            </Title>
            <Text size="xs" c="dimmed">
              Shortened, without secrets and without what it quotes of the request.
            </Text>
            <Code block style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {row.upstream_body}
            </Code>
          </>
        )}
        <Title order={3} size="h6">
          Everything
        </Title>
        <JsonBlock value={row} />
      </>
    )}
  </DetailDrawer>
)

/** Events outlive what they are about, and then its number is all that is left. */
const Owner = ({ id, email }: { id: string; email: string | null }) =>
  email === null ? <>Customer {id}, who is no longer there</> : <CustomerLink id={id} email={email} />

const Key = ({
  of: { customer_id: customerId, key_label: label, key_last4: last4 },
  id,
}: {
  of: MonitorRow
  id: string
}) =>
  customerId === null || label === null ? (
    <>Key {id}</>
  ) : (
    <KeyLink customerId={customerId} label={label} last4={last4} />
  )

const Request = ({ id, show }: { id: string; show: (requestId: string) => void }) => (
  <Group gap={4}>
    <Group gap={4} wrap="nowrap">
      <span className="kx-mono">{id}</span>
      <Copy text={id} what="the request id" />
    </Group>
    <Anchor component="button" type="button" size="sm" onClick={() => show(id)}>
      Everything about this request
    </Anchor>
  </Group>
)
