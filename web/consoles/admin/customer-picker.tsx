import { Group, Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconUser } from '@tabler/icons-react'
import { useState } from 'react'
import type { Customers, OneCustomer } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange' | 'renderOption' | 'filter'> & {
  customerId: string | undefined
  pick: (customerId: string | undefined) => void
}

/** One of any number of customers: the gateway is asked for those that match what is typed. */
export const CustomerPicker = ({ customerId: named, pick, ...input }: Props) => {
  // An address may name nobody.
  const customerId = named === '' ? undefined : named
  const [q, setQ] = useState('')
  const search = useDebouncedCallback(setQ, 250)
  const found = useAnswer<Customers>('admin-customers', { q, limit: 20 })
  const known = useAnswer<OneCustomer>(
    'admin-customers',
    { customer_id: customerId },
    { enabled: customerId !== undefined },
  )
  const chosen = known.data?.customer.id === customerId ? known.data?.customer : undefined
  const customers = [
    ...(chosen === undefined ? [] : [chosen]),
    ...(found.data?.customers ?? []).filter(({ id }) => id !== chosen?.id),
  ]
  const problem = found.error?.message ?? (customerId === undefined ? undefined : known.error?.message)
  return (
    <Select
      aria-label="Customer"
      placeholder="Choose a customer"
      leftSection={<IconUser size={14} />}
      styles={{ input: { textOverflow: 'ellipsis' } }}
      // Beside a title it would shrink: it is as wide as the screen without its padding.
      w={{ base: 'calc(100vw - 2 * var(--mantine-spacing-lg))', xs: 340 }}
      data-list-search
      searchable
      clearable
      // For the keyboard too: it is the way back to all of them.
      clearButtonProps={{ 'aria-label': 'Clear the customer', 'aria-hidden': false, tabIndex: 0 }}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'No customer matches'}
      {...input}
      error={input.error ?? problem}
      data={customers.map(({ id, email }) => ({ value: id, label: email }))}
      value={customerId ?? null}
      onChange={(value) => pick(value ?? undefined)}
      // The gateway has filtered them already.
      filter={({ options }) => options}
      onSearchChange={(text) => search(text === chosen?.email ? '' : text.trim())}
      renderOption={({ option }) => {
        const customer = customers.find(({ id }) => id === option.value)
        return (
          <Group gap={6} wrap="nowrap" miw={0}>
            <Text size="sm" truncate>
              {option.label}
            </Text>
            <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
              {customer?.plan_name} · {option.value}
              {customer?.is_active === false && ' · disabled'}
            </Text>
          </Group>
        )
      }}
    />
  )
}
