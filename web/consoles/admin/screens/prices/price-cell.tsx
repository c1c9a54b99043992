import { Text } from '@mantine/core'
import { exactDollars } from '../../../shared/exact-dollars.ts'

/** What is charged, and below it what the vendor lists. */
export const PriceCell = ({ prices }: { prices: { list_usd: string; price_usd: string } | null | undefined }) =>
  prices == null ? (
    <Text span size="sm" c="dimmed">
      –
    </Text>
  ) : (
    <>
      <Text size="sm">{exactDollars(prices.price_usd)}</Text>
      <Text size="xs" c="dimmed">
        <span className="mantine-visually-hidden">list </span>
        {exactDollars(prices.list_usd)}
      </Text>
    </>
  )
