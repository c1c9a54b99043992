import { Group, Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconUser } from '@tabler/icons-react'
import { useState } from 'react'
import type { Customer, Page } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

type Props = Omit<SelectProps, 'data' | 'value' | 'onChange' | 'renderOption' | 'filter'> & {
  customerId: string | undefined
  pick: (customerId: string | undefined) => void
}

/** One of any number of customers: the gateway is asked for those that match what is typed. */
export const CustomerPicker = ({ customerId, pick, ...input }: Props) => {
  const [q, setQ] = useState('')
  const search = useDebouncedCallback(setQ, 250)
  const found = useAnswer<Page<'customers', Customer>>('admin-customers', { q, limit: 20 })
  const known = useAnswer<{ customer: Customer }>(
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
      w={{ base: '100%', xs: 280 }}
      data-list-search
      searchable
      clearable
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
