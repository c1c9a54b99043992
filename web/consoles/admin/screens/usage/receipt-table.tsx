import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import type { OperatorEvent, PricedModel, Prices } from '../../../shared/answers.ts'
import { exactDollars } from '../../../shared/exact-dollars.ts'
import { count } from '../../../shared/format.ts'
import { operatorReceipt, tokenClasses } from './operator-receipt.ts'
import { sumUsd } from '../../../shared/sum-usd.ts'
import { useAnswer } from '../../../shared/use-answer.ts'

/** What a call was charged for, class by class, as far as it can be told; and the sum. */
export const ReceiptTable = ({ event }: { event: OperatorEvent }) => {
  const { provider, model } = event
  const prices = useAnswer<Prices>('admin-prices', { provider, q: model, limit: 50 })
  const sums = { charged: sumUsd([event.cost_usd, event.overrun_usd]), listed: event.list_usd }
  const lines = operatorReceipt(event, sums, prices.data?.models.find(isCalled(model)))
  return (
    <>
      <Table aria-label="What the call was charged for" horizontalSpacing={6} highlightOnHover={false}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Tokens</Table.Th>
            <Table.Th ta="right">Count</Table.Th>
            {lines !== undefined && <Table.Th ta="right">Per million</Table.Th>}
            {lines !== undefined && <Table.Th ta="right">Amount</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines?.map(({ name, tokens, perMillion, amount }) => (
            <Table.Tr key={name}>
              <Table.Td>{name}</Table.Td>
              <Table.Td ta="right">{count(tokens)}</Table.Td>
              <Table.Td ta="right">
                <Both charged={perMillion.price_usd} listed={perMillion.list_usd} />
              </Table.Td>
              <Table.Td ta="right">
                <Both charged={amount.price_usd} listed={amount.list_usd} />
              </Table.Td>
            </Table.Tr>
          )) ??
            tokenClasses(event).map(({ name, tokens }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">{count(tokens)}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
        {lines !== undefined && (
          <Table.Tfoot>
            <Total name="Total" count={count(event.input_tokens + event.output_tokens)}>
              <Both charged={sums.charged} listed={sums.listed} strong />
            </Total>
            {event.overrun_usd !== '0' && (
              <Total name="Used above its hold, not charged" count="">
                −{exactDollars(event.overrun_usd)}
              </Total>
            )}
          </Table.Tfoot>
        )}
      </Table>
      {prices.data !== undefined && (
        <Text size="xs" c="dimmed">
          {lines === undefined
            ? 'The current prices do not give this amount: they have changed since, or something had a price of its own. What was charged stays as it was booked.'
            : 'Charged, and below it what the vendor takes. Current prices, which give this amount to the last digit.'}
        </Text>
      )}
    </>
  )
}

const isCalled =
  (model: string) =>
  (priced: PricedModel): boolean =>
    priced.model === model || priced.aliases.includes(model)

type TotalProps = { name: string; count: string; children: ReactNode }

const Total = ({ name, count: tokens, children }: TotalProps) => (
  <Table.Tr>
    <Table.Th>{name}</Table.Th>
    <Table.Th ta="right">{tokens}</Table.Th>
    <Table.Td />
    <Table.Td ta="right">{children}</Table.Td>
  </Table.Tr>
)

/** To the last digit: that is what a receipt is for. */
const Both = ({ charged, listed, strong = false }: { charged: string; listed: string; strong?: boolean }) => (
  <>
    <Text fz={{ base: 12, xs: 14 }} fw={strong ? 650 : 400} style={{ whiteSpace: 'nowrap' }}>
      {exactDollars(charged)}
    </Text>
    <Text fz={{ base: 11, xs: 12 }} c="dimmed" style={{ whiteSpace: 'nowrap' }}>
      {exactDollars(listed)}
    </Text>
  </>
)
