import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { IconActivity, IconKey, IconReceipt, IconUser } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Customers, OperatorCalls, OperatorKeys } from '../shared/answers.ts'
import type { Finder } from '../shared/palette.tsx'
import { useAnswer } from '../shared/use-answer.ts'
import { mayBeRequest } from './may-be-request.ts'
import { receiptOf } from './receipt-of.ts'
import { stillMatching } from './still-matching.ts'

/** Customers and keys that match; then calls of a request, and what the monitor has of it. */
const FindAnything: Finder = ({ query, alone }) => {
  const [, navigate] = useLocation()
  const [q] = useDebouncedValue(query, 200)
  const enabled = q.length >= 2 && query !== ''
  const asked = useAnswer<Customers>('admin-customers', { q, limit: 5 }, { enabled })
  const askedKeys = useAnswer<OperatorKeys>('admin-keys', { q, limit: 3 }, { enabled })
  const isOld = q !== query
  const customers = stillMatching(enabled ? asked.data?.customers : undefined, {
    query,
    isOld: isOld || asked.isPlaceholderData,
    words: ({ id, email, plan_name: plan }) => [id, email, plan],
  })
  const keys = stillMatching(enabled ? askedKeys.data?.keys : undefined, {
    query,
    isOld: isOld || askedKeys.isPlaceholderData,
    words: ({ label, key_last4: last4, customer_email: email }) => [label, last4, email],
    // Those of a customer that matches are behind it.
  }).filter(({ customer_id: owner }) => !customers.some(({ id }) => id === owner))
  const isSearching = isOld || asked.isFetching || askedKeys.isFetching
  const found = customers.length + keys.length
  const isRequest = mayBeRequest(query, { nothingElse: alone && !isSearching && found === 0 })
  const { data: calls } = useAnswer<OperatorCalls>(
    'admin-calls',
    { request_id: query, limit: 20 },
    { enabled: isRequest && !isOld },
  )
  return (
    <>
      {customers.map(({ id, email, plan_name: plan }) => (
        <Spotlight.Action
          key={id}
          label={email}
          description={`Customer ${id}, plan ${plan}`}
          leftSection={<IconUser size={18} />}
          onClick={() => navigate(`/customers/${id}`)}
        />
      ))}
      {keys.map(({ id, label, key_last4: last4, customer_id: owner, customer_email: email }) => (
        <Spotlight.Action
          key={`key ${id}`}
          label={`Key ${label} …${last4}`}
          description={email}
          leftSection={<IconKey size={18} />}
          onClick={() => navigate(`/customers/${owner}/keys?q=${encodeURIComponent(last4)}`)}
        />
      ))}
      {(isRequest ? (calls?.calls ?? []) : [])
        .filter(({ request_id: id }) => id === query)
        .map((call) => (
          <Spotlight.Action
            key={`call ${call.id}`}
            label={`Call ${query} of ${call.customer_email}`}
            description={`Its receipt: ${call.provider}/${call.model}`}
            leftSection={<IconReceipt size={18} />}
            onClick={() => navigate(receiptOf(call))}
          />
        ))}
      {isRequest && (
        <Spotlight.Action
          label={`Request ${query}`}
          description="What the monitor knows of it"
          leftSection={<IconActivity size={18} />}
          onClick={() => navigate(`/monitor?request_id=${encodeURIComponent(query)}`)}
        />
      )}
      {alone && found === 0 && !isRequest && (
        <Spotlight.Empty>{isSearching && enabled ? 'Searching…' : 'No screen and no customer matches'}</Spotlight.Empty>
      )}
    </>
  )
}

export default FindAnything
