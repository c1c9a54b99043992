import { Group, Stack, Text, Title } from '@mantine/core'
import type { UsageEvent } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { Facts } from '../../../shared/facts.tsx'
import { duration } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Reasoning, ReceiptTable } from '../../../shared/receipt-table.tsx'
import { Outcome } from './outcome.tsx'

/** One call: what was used, what it cost to the last digit, and how it went. */
export const Receipt = ({ event, keyName }: { event: UsageEvent; keyName: string | undefined }) => (
  <Stack gap="lg">
    <Stack gap={0}>
      <Text size="sm" c="dimmed">
        Cost
      </Text>
      <Text fz={24} fw={650} style={{ overflowWrap: 'anywhere', fontVariantNumeric: 'tabular-nums' }}>
        {exactDollars(event.cost_usd)}
      </Text>
      {event.estimated && (
        <Text size="sm" c="dimmed">
          The provider did not say what was used, so it was estimated, and never above what was held.
        </Text>
      )}
    </Stack>
    <Stack gap="xs">
      <Title order={3} size="h5">
        How it adds up
      </Title>
      <ReceiptTable of={event} />
      <Reasoning tokens={event.reasoning_tokens} />
    </Stack>
    <Stack gap="xs">
      <Title order={3} size="h5">
        Call
      </Title>
      <Facts
        of={[
          ['Outcome', <Outcome key="outcome" event={event} />],
          ['Settled', <Instant key="at" at={event.created_at} precision="second" />],
          ['Model', `${event.provider}/${event.model}`],
          ['Endpoint', event.surface],
          ['Duration', event.duration_ms === null ? 'not known' : duration(event.duration_ms)],
          ['First token after', event.first_token_ms === null ? 'not known' : duration(event.first_token_ms)],
          ['Key', keyName ?? `#${event.api_key_id}`],
          ['Device', event.install_id ?? 'none named'],
          ['App', event.app_id ?? 'none named'],
          [
            'Request',
            <Group key="request" gap={4} wrap="nowrap">
              <span className="kx-mono">{event.request_id}</span>
              <Copy text={event.request_id} what="the request id" />
            </Group>,
          ],
        ]}
      />
    </Stack>
  </Stack>
)
