import { Text } from '@mantine/core'
import { Money } from '../../../shared/money.tsx'

const NO_WRAP = { whiteSpace: 'nowrap' } as const

/** What is charged, and below it what the vendor lists. */
export const PriceCell = ({ prices }: { prices: { list_usd: string; price_usd: string } | null | undefined }) =>
  prices == null ? (
    <Text span size="sm" c="dimmed">
      –
    </Text>
  ) : (
    <>
      <Text size="sm" style={NO_WRAP}>
        <Money usd={prices.price_usd} digits={4} />
      </Text>
      <Text size="xs" c="dimmed" style={NO_WRAP}>
        list <Money usd={prices.list_usd} digits={4} />
      </Text>
    </>
  )
