import { Anchor, Group, Stack, Tabs, Text } from '@mantine/core'
import { Link, useLocation, useParams } from 'wouter'
import type { OneCustomer } from '../../shared/answers.ts'
import { Instant } from '../../shared/instant.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { Actions } from './customer/actions.tsx'
import { AuditTab } from './customer/audit-tab.tsx'
import { OverviewTab } from './customer/overview-tab.tsx'
import { PolicyForm } from './customer/policy-form.tsx'
import { UsageTab } from './customer/usage-tab.tsx'
import { CustomerState } from './customers/customer-table.tsx'
import { DeviceList } from './devices/device-list.tsx'
import { KeyList } from './keys/key-list.tsx'

const TABS = {
  overview: 'Overview',
  policy: 'Policy',
  keys: 'Keys',
  usage: 'Usage',
  devices: 'Devices',
  audit: 'Audit',
} as const
type Tab = keyof typeof TABS

const isTab = (name: string | undefined): name is Tab => name !== undefined && Object.hasOwn(TABS, name)

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
    <Screen
      title={customer?.email ?? `Customer ${id}`}
      lead={customer === undefined ? undefined : <Lead customer={customer} />}
      actions={customer === undefined ? undefined : <Actions customer={customer} />}
    >
      <StateOf of={found} rows={10}>
        {(answer) => <CustomerTabs customer={answer.customer} />}
      </StateOf>
    </Screen>
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

const CustomerTabs = ({ customer }: { customer: OneCustomer['customer'] }) => {
  const { tab: asked } = useParams<{ tab?: string }>()
  const [, navigate] = useLocation()
  const tab = isTab(asked) ? asked : 'overview'
  const { id } = customer
  return (
    <Stack>
      <Elsewhere customerId={id} />
      <Tabs value={tab} onChange={(value) => navigate(`/customers/${id}/${value ?? ''}`)} keepMounted={false}>
        <Tabs.List mb="md">
          {Object.entries(TABS).map(([value, title]) => (
            <Tabs.Tab key={value} value={value}>
              {title}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab customer={customer} />
        </Tabs.Panel>
        <Tabs.Panel value="policy">
          <PolicyForm customer={customer} />
        </Tabs.Panel>
        <Tabs.Panel value="keys">
          <Stack>
            <KeyList customerId={id} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="usage">
          <UsageTab customerId={id} />
        </Tabs.Panel>
        <Tabs.Panel value="devices">
          <Stack>
            <DeviceList customerId={id} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="audit">
          <AuditTab customerId={id} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

const PLACES = ['Invoices', 'Ledger', 'Jobs', 'Exports'] as const

/** Screens of their own, about this customer. */
const Elsewhere = ({ customerId }: { customerId: string }) => (
  <Group gap="md">
    {PLACES.map((name) => (
      <Anchor key={name} component={Link} href={`/${name.toLowerCase()}?customer_id=${customerId}`} size="sm">
        {name}
      </Anchor>
    ))}
  </Group>
)
