import { Alert, Stack, Text, Title } from '@mantine/core'
import { IconTagOff } from '@tabler/icons-react'
import type { Prices } from '../../../shared/answers.ts'
import { DataTable } from '../../../shared/data-table.tsx'
import { count } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'

/** Business that was turned away: models without a price. Nothing is shown when there was none. */
export const Unpriced = ({ models }: { models: Prices['unpriced'] }) =>
  models.length === 0 ? null : (
    <Stack gap="xs">
      <Title order={2} size="h5">
        Requested, but not priced
      </Title>
      <Alert color="yellow" icon={<IconTagOff />}>
        <Text size="sm">
          Calls of the last 30 days asked for these models and were refused. To sell one, add it to pricing/pricing.json
          and deploy.
        </Text>
      </Alert>
      <DataTable
        label="Models without a price"
        rows={models}
        keyOf={({ provider, model }) => `${provider ?? ''}/${model ?? ''}`}
        empty={null}
        columns={[
          {
            title: 'Model',
            cell: ({ provider, model }) => [provider, model].filter((part) => part !== null).join('/') || 'not known',
            by: ({ model }) => model ?? '',
          },
          { title: 'Calls', cell: ({ calls }) => count(calls), by: ({ calls }) => calls, align: 'right' },
          {
            title: 'Customers',
            onPhone: 'hide',
            cell: ({ customers }) => count(customers),
            by: ({ customers }) => customers,
            align: 'right',
          },
          { title: 'Last', cell: ({ last_at: at }) => <Instant at={at} />, by: ({ last_at: at }) => at },
        ]}
      />
    </Stack>
  )
