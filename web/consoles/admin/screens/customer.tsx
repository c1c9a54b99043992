import { Group, Text } from '@mantine/core'
import { useParams } from 'wouter'
import type { OneCustomer } from '../../shared/answers.ts'
import { Instant } from '../../shared/instant.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { Actions } from './customer/actions.tsx'
import { Breadcrumbs } from './customer/breadcrumbs.tsx'
import { CustomerTabs } from './customer/customer-tabs.tsx'
import { CustomerState } from './customers/customer-table.tsx'

/** Everything about one customer. Another one is another screen: nothing of the last may be seen with its name. */
const CustomerScreen = () => {
  const { id } = useParams<{ id: string }>()
  return <CustomerPage key={id} id={id} />
}

export default CustomerScreen

const CustomerPage = ({ id }: { id: string }) => {
  const found = useAnswer<OneCustomer>('admin-customers', { customer_id: id }, { refreshMs: 30_000 })
  const customer = found.data?.customer
  return (
    <>
      <Breadcrumbs />
      <Screen
        title={customer?.email ?? `Customer ${id}`}
        lead={customer === undefined ? undefined : <Lead customer={customer} />}
        actions={customer === undefined ? undefined : <Actions customer={customer} />}
      >
        <StateOf of={found} rows={10}>
          {(answer) => <CustomerTabs customer={answer.customer} />}
        </StateOf>
      </Screen>
    </>
  )
}

const Lead = ({ customer }: { customer: OneCustomer['customer'] }) => (
  <Group gap="xs" component="span">
    <CustomerState isActive={customer.is_active} />
    <Text span size="sm">
      plan {customer.plan_name} · id {customer.id} · since <Instant at={customer.created_at} precision="day" />
    </Text>
  </Group>
)
