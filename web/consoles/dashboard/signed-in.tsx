import {
  IconBell,
  IconBolt,
  IconChartBar,
  IconCode,
  IconCreditCard,
  IconDeviceLaptop,
  IconDownload,
  IconFileInvoice,
  IconKey,
  IconLayoutDashboard,
  IconMessageCircle,
  IconScale,
} from '@tabler/icons-react'
import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { NoSuchScreen } from '../shared/no-such-screen.tsx'
import { Shell, type Place } from '../shared/shell.tsx'
import { BillingReturn } from './billing-return.tsx'
import { WithMe } from './with-me.tsx'

const Overview = lazy(() => import('./screens/overview.tsx'))
const Usage = lazy(() => import('./screens/usage.tsx'))
const Playground = lazy(() => import('./screens/playground.tsx'))
const Integration = lazy(() => import('./screens/integration.tsx'))
const Jobs = lazy(() => import('./screens/jobs.tsx'))
const Keys = lazy(() => import('./screens/keys.tsx'))
const Devices = lazy(() => import('./screens/devices.tsx'))
const Billing = lazy(() => import('./screens/billing.tsx'))
const Invoices = lazy(() => import('./screens/invoices.tsx'))
const Exports = lazy(() => import('./screens/exports.tsx'))
const Ledger = lazy(() => import('./screens/ledger.tsx'))
const Alerts = lazy(() => import('./screens/alerts.tsx'))

const PLACES: readonly Place[] = [
  { path: '/', title: 'Overview', icon: IconLayoutDashboard },
  { path: '/usage', title: 'Usage', icon: IconChartBar },
  { path: '/playground', title: 'Playground', icon: IconMessageCircle, group: 'Build' },
  { path: '/integration', title: 'Integration', icon: IconCode, group: 'Build' },
  { path: '/jobs', title: 'Jobs', icon: IconBolt, group: 'Build' },
  { path: '/keys', title: 'Keys', icon: IconKey, group: 'Access' },
  { path: '/devices', title: 'Devices', icon: IconDeviceLaptop, group: 'Access' },
  { path: '/billing', title: 'Billing', icon: IconCreditCard, group: 'Money' },
  { path: '/invoices', title: 'Invoices', icon: IconFileInvoice, group: 'Money' },
  { path: '/exports', title: 'Exports', icon: IconDownload, group: 'Money' },
  { path: '/ledger', title: 'Ledger', icon: IconScale, group: 'Money' },
  { path: '/alerts', title: 'Alerts', icon: IconBell, group: 'Money' },
]

/** The customer’s screens, and what leads to them. */
const SignedIn = () => (
  <Shell name="Kaixu Gateway" places={PLACES}>
    <BillingReturn />
    <WithMe>
      <Switch>
        <Route path="/" component={Overview} />
        <Route path="/usage" component={Usage} />
        <Route path="/playground" component={Playground} />
        <Route path="/integration" component={Integration} />
        <Route path="/jobs" component={Jobs} />
        <Route path="/keys" component={Keys} />
        <Route path="/devices" component={Devices} />
        <Route path="/billing" component={Billing} />
        <Route path="/invoices" component={Invoices} />
        <Route path="/exports" component={Exports} />
        <Route path="/ledger" component={Ledger} />
        <Route path="/alerts" component={Alerts} />
        <Route>
          <NoSuchScreen />
        </Route>
      </Switch>
    </WithMe>
  </Shell>
)

export default SignedIn
