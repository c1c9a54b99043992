import { Select } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useState } from 'react'
import type { OperatorKeys } from '../shared/answers.ts'
import { useAnswer } from '../shared/use-answer.ts'

type Props = {
  customerId: string | undefined
  keyId: string | undefined
  pick: (keyId: string | undefined) => void
}

/** One of a customer's keys, or all of them. */
export const KeyPicker = ({ customerId, keyId, pick }: Props) => {
  const [q, setQ] = useState('')
  const search = useDebouncedCallback(setQ, 250)
  const found = useAnswer<OperatorKeys>(
    'admin-keys',
    { customer_id: customerId, q, limit: 50 },
    { enabled: customerId !== undefined },
  )
  const keys = customerId === undefined ? [] : (found.data?.keys ?? [])
  const options = keys.map(({ id, label, key_last4: last4 }) => ({ value: id, label: `${label} …${last4}` }))
  const isListed = keyId === undefined || options.some(({ value }) => value === keyId)
  return (
    <Select
      label="Key"
      description={
        customerId === undefined ? 'Choose the customer first' : 'Leave empty for all of the customer’s keys'
      }
      placeholder="All keys"
      disabled={customerId === undefined}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear the key' }}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'No key matches'}
      error={found.error?.message}
      data={isListed ? options : [{ value: keyId, label: `Key ${keyId}` }, ...options]}
      value={keyId ?? null}
      onChange={(value) => pick(value ?? undefined)}
      // The gateway has filtered them already.
      filter={({ options: given }) => given}
      onSearchChange={(text) => search(options.some(({ label }) => label === text) ? '' : text.trim())}
    />
  )
}
