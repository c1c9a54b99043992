import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { exactDollars } from './exact-dollars.ts'
import { count } from './format.ts'
import { chargeName, quoted, tokenClasses, totalOf, type Charged, type ChargeLine } from './receipt-lines.ts'

/** What a call was charged for: units times the price of that day, class by class, to the last digit, and what that comes to. */
export const ReceiptTable = ({ of: call }: { of: Charged }) => {
  const { charge_lines: lines } = call
  if (lines === null) return <TokensAlone of={call} />
  if (lines.length === 0) return <Text size="sm">Nothing was used that costs anything.</Text>
  const total = totalOf(lines, call.cost_usd)
  return (
    <>
      <Table aria-label="What the call was charged for" highlightOnHover={false} horizontalSpacing={6}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>For</Table.Th>
            <Table.Th ta="right">Tokens</Table.Th>
            <Table.Th ta="right">Per million</Table.Th>
            <Table.Th ta="right">Amount</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Line key={line.class} line={line} />
          ))}
        </Table.Tbody>
        <Table.Tfoot>
          <Sum name="Total" tokens={count(call.input_tokens + call.output_tokens)}>
            <Amounts usd={total.usd} listUsd={total.listUsd} strong />
          </Sum>
          {total.unchargedUsd !== undefined && (
            <>
              <Sum name="Above what was held, not charged">−{exactDollars(total.unchargedUsd)}</Sum>
              <Sum name="Charged">{exactDollars(call.cost_usd)}</Sum>
            </>
          )}
        </Table.Tfoot>
      </Table>
      {total.listUsd !== undefined && (
        <Text size="xs" c="dimmed">
          What is charged, and below it what the vendor takes: the prices of the day of the call.
        </Text>
      )}
    </>
  )
}

const Line = ({ line }: { line: ChargeLine }) => {
  const price = quoted(line, line.unit_price_usd)
  const list = line.unit_list_usd === undefined ? undefined : quoted(line, line.unit_list_usd)
  return (
    <Table.Tr>
      <Table.Td>{chargeName(line)}</Table.Td>
      <Table.Td ta="right">{count(line.units)}</Table.Td>
      <Table.Td ta="right">
        <Amounts usd={price.usd} listUsd={list?.usd} per={price.per === 'search' ? ' each' : ''} />
      </Table.Td>
      <Table.Td ta="right">
        <Amounts usd={line.amount_usd} listUsd={line.list_amount_usd} />
      </Table.Td>
    </Table.Tr>
  )
}

type AmountsProps = { usd: string; listUsd: string | undefined; per?: string; strong?: boolean }

/** To the last digit: that is what a receipt is for. */
const Amounts = ({ usd, listUsd, per = '', strong = false }: AmountsProps) => (
  <>
    <Text fz={{ base: 12, xs: 14 }} fw={strong ? 650 : 400} style={{ whiteSpace: 'nowrap' }}>
      {exactDollars(usd) + per}
    </Text>
    {listUsd !== undefined && (
      <Text fz={{ base: 11, xs: 12 }} c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {exactDollars(listUsd) + per}
      </Text>
    )}
  </>
)

const Sum = ({ name, tokens = '', children }: { name: string; tokens?: string; children: ReactNode }) => (
  <Table.Tr>
    <Table.Th>{name}</Table.Th>
    <Table.Th ta="right">{tokens}</Table.Th>
    <Table.Td />
    <Table.Th ta="right">{children}</Table.Th>
  </Table.Tr>
)

/** A call from before prices were kept, or one that nobody knows the use of. */
const TokensAlone = ({ of: call }: { of: Charged }) => {
  const classes = tokenClasses(call)
  return (
    <>
      {classes.length > 0 && (
        <Table aria-label="What the call used" highlightOnHover={false} horizontalSpacing={6}>
          <Table.Tbody>
            {classes.map(({ name, tokens }) => (
              <Table.Tr key={name}>
                <Table.Td>{name}</Table.Td>
                <Table.Td ta="right">{count(tokens)} tokens</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Text size="xs" c="dimmed">
        {classes.length > 0
          ? 'The prices of this call were not kept: it is from before the gateway kept them. The charge stands as it was booked.'
          : 'The gateway was ended during this call, and nobody knows what it used: its input is charged, and nothing else.'}
      </Text>
    </>
  )
}

/** Thinking is output, and charged as such. */
export const Reasoning = ({ tokens }: { tokens: number }) =>
  tokens > 0 && (
    <Text size="xs" c="dimmed">
      {count(tokens)} of the output tokens are reasoning.
    </Text>
  )
