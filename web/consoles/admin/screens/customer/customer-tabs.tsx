import { Group, Stack, Tabs } from '@mantine/core'
import { useEffect, useRef, type ReactNode } from 'react'
import { useLocation, useParams } from 'wouter'
import type { Customer } from '../../../shared/answers.ts'
import { TestMessage } from '../../../shared/test-message.tsx'
import { DeliveryList } from '../alerts/delivery-list.tsx'
import { SigningSecret } from '../alerts/signing-secret.tsx'
import { DeviceList } from '../devices/device-list.tsx'
import { JobList } from '../jobs/job-list.tsx'
import { KeyList } from '../keys/key-list.tsx'
import { CustomerLedger } from '../ledger/customer-ledger.tsx'
import { AuditTab } from './audit-tab.tsx'
import { InvoicesTab } from './invoices-tab.tsx'
import { OverviewTab } from './overview-tab.tsx'
import { PolicyForm } from './policy-form.tsx'
import { UsageTab } from './usage-tab.tsx'

type Tab = { title: string; content: (customer: Customer) => ReactNode }

/** In the order in which they are needed. */
const TABS: Readonly<Record<string, Tab>> = {
  overview: { title: 'Overview', content: (customer) => <OverviewTab customer={customer} /> },
  usage: { title: 'Usage', content: (customer) => <UsageTab customer={customer} /> },
  keys: { title: 'Keys', content: ({ id }) => <KeyList customerId={id} /> },
  devices: { title: 'Devices', content: ({ id }) => <DeviceList customerId={id} /> },
  invoices: { title: 'Invoices', content: (customer) => <InvoicesTab customer={customer} /> },
  ledger: { title: 'Ledger', content: ({ id }) => <CustomerLedger customerId={id} /> },
  jobs: { title: 'Jobs', content: ({ id }) => <JobList of={id} /> },
  alerts: { title: 'Alerts', content: ({ id }) => <Alerts customerId={id} /> },
  audit: { title: 'Audit', content: ({ id }) => <AuditTab customerId={id} /> },
  policy: { title: 'Policy', content: (customer) => <PolicyForm customer={customer} /> },
}

/** Its own line below the tabs ends where the first of them that do not fit begin. */
const SCROLLING = {
  flexWrap: 'nowrap',
  overflowX: 'auto',
  overflowY: 'hidden',
  boxShadow: 'inset 0 -2px light-dark(var(--mantine-color-gray-3), var(--mantine-color-dark-4))',
} as const

/** All there is about a customer, a tab at a time; which one, and what its list is narrowed to, stands in the address. */
export const CustomerTabs = ({ customer }: { customer: Customer }) => {
  const { tab: asked = '' } = useParams<{ tab?: string }>()
  const [, navigate] = useLocation()
  const tab = Object.hasOwn(TABS, asked) ? asked : 'overview'
  const list = useRef<HTMLDivElement>(null)
  // On a telephone the list of tabs is wider than the screen.
  useEffect(() => {
    const active = list.current?.querySelector<HTMLElement>('[aria-selected="true"]')
    if (active != null) list.current?.scrollTo({ left: active.offsetLeft - 16 })
  }, [tab])
  return (
    <Tabs value={tab} onChange={(value) => navigate(`/customers/${customer.id}/${value ?? ''}`)} keepMounted={false}>
      <Tabs.List ref={list} mb="md" style={SCROLLING}>
        {Object.entries(TABS).map(([value, { title }]) => (
          <Tabs.Tab key={value} value={value} style={{ flexShrink: 0 }}>
            {title}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {Object.entries(TABS).map(([value, { content }]) => (
        <Tabs.Panel key={value} value={value}>
          <Stack>{content(customer)}</Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}

const Alerts = ({ customerId }: { customerId: string }) => (
  <>
    <Group justify="flex-end" gap="xs">
      <TestMessage by={{ operatorAbout: customerId }} />
      <SigningSecret customerId={customerId} />
    </Group>
    <DeliveryList of={customerId} />
  </>
)
