import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { IconActivity, IconKey, IconUser } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Customers, OperatorKeys } from '../shared/answers.ts'
import type { Finder } from '../shared/palette.tsx'
import { useAnswer } from '../shared/use-answer.ts'

/** As the gateway makes and takes them; shorter ones are hardly worth a search. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/

/** Customers and keys that match, and the monitor for what may be a request's id. */
export const FindAnything: Finder = ({ query, alone }) => {
  const [, navigate] = useLocation()
  const [q] = useDebouncedValue(query, 200)
  const wanted = q.length >= 2
  const { data, isFetching } = useAnswer<Customers>('admin-customers', { q, limit: 5 }, { enabled: wanted })
  const keys = useAnswer<OperatorKeys>('admin-keys', { q, limit: 3 }, { enabled: wanted })
  const customers = wanted && query !== '' ? (data?.customers ?? []) : []
  // Those of a customer that matches are behind it.
  const found = (wanted && query !== '' ? (keys.data?.keys ?? []) : []).filter(
    ({ customer_id: owner }) => !customers.some(({ id }) => id === owner),
  )
  // The name of a screen looks like one too.
  const isRequestId = alone && REQUEST_ID.test(query)
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
      {found.map(({ id, label, key_last4: last4, customer_id: owner, customer_email: email }) => (
        <Spotlight.Action
          key={`key ${id}`}
          label={`Key ${label} …${last4}`}
          description={email}
          leftSection={<IconKey size={18} />}
          onClick={() => navigate(`/customers/${owner}/keys?q=${encodeURIComponent(last4)}`)}
        />
      ))}
      {isRequestId && (
        <Spotlight.Action
          label={`Request ${query}`}
          description="What the monitor knows of it"
          leftSection={<IconActivity size={18} />}
          onClick={() => navigate(`/monitor?request_id=${encodeURIComponent(query)}`)}
        />
      )}
      {alone && customers.length === 0 && found.length === 0 && !isRequestId && (
        <Spotlight.Empty>
          {isFetching || keys.isFetching ? 'Searching…' : 'No screen and no customer matches'}
        </Spotlight.Empty>
      )}
    </>
  )
}
