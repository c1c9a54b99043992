import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight } from '@mantine/spotlight'
import { IconActivity, IconUser } from '@tabler/icons-react'
import { useLocation } from 'wouter'
import type { Customer, Page } from '../shared/answers.ts'
import type { Finder } from '../shared/palette.tsx'
import { useAnswer } from '../shared/use-answer.ts'

/** As the gateway makes and takes them; shorter ones are hardly worth a search. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/

/** Customers that match, and the monitor for what may be a request's id. */
export const FindAnything: Finder = ({ query, alone }) => {
  const [, navigate] = useLocation()
  const [q] = useDebouncedValue(query, 200)
  const wanted = q.length >= 2
  const { data, isFetching } = useAnswer<Page<'customers', Customer>>(
    'admin-customers',
    { q, limit: 5 },
    { enabled: wanted },
  )
  const customers = wanted && query !== '' ? (data?.customers ?? []) : []
  const isRequestId = REQUEST_ID.test(query)
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
      {isRequestId && (
        <Spotlight.Action
          label={`Request ${query}`}
          description="What the monitor knows of it"
          leftSection={<IconActivity size={18} />}
          onClick={() => navigate(`/monitor?request_id=${encodeURIComponent(query)}`)}
        />
      )}
      {alone && customers.length === 0 && !isRequestId && (
        <Spotlight.Empty>{isFetching ? 'Searching…' : 'No screen and no customer matches'}</Spotlight.Empty>
      )}
    </>
  )
}
