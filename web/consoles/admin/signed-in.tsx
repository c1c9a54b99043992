import {
  IconActivity,
  IconApi,
  IconBell,
  IconBook2,
  IconChartBar,
  IconClockPlay,
  IconDevices,
  IconFileExport,
  IconFileInvoice,
  IconHistory,
  IconKey,
  IconLayoutDashboard,
  IconSettings,
  IconTag,
  IconUsers,
} from '@tabler/icons-react'
import { lazy } from 'react'
import { Route, Switch } from 'wouter'
import { FindAnything } from './find-anything.tsx'
import { MonitorLink } from '../shared/failure.tsx'
import { NoSuchScreen } from '../shared/no-such-screen.tsx'
import { Shell, type Place } from '../shared/shell.tsx'

const Overview = lazy(() => import('./screens/overview.tsx'))
const Customers = lazy(() => import('./screens/customers.tsx'))
const Customer = lazy(() => import('./screens/customer.tsx'))
const Keys = lazy(() => import('./screens/keys.tsx'))
const Usage = lazy(() => import('./screens/usage.tsx'))
const Devices = lazy(() => import('./screens/devices.tsx'))
const Invoices = lazy(() => import('./screens/invoices.tsx'))
const Exports = lazy(() => import('./screens/exports.tsx'))
const Ledger = lazy(() => import('./screens/ledger.tsx'))
const Prices = lazy(() => import('./screens/prices.tsx'))
const Monitor = lazy(() => import('./screens/monitor.tsx'))
const Jobs = lazy(() => import('./screens/jobs.tsx'))
const Alerts = lazy(() => import('./screens/alerts.tsx'))
const Audit = lazy(() => import('./screens/audit.tsx'))
const Settings = lazy(() => import('./screens/settings.tsx'))
const Docs = lazy(() => import('./screens/docs.tsx'))

const PLACES: readonly Place[] = [
  { path: '/', title: 'Overview', icon: IconLayoutDashboard },
  { path: '/customers', title: 'Customers', icon: IconUsers, group: 'Accounts' },
  { path: '/keys', title: 'Keys', icon: IconKey, group: 'Accounts' },
  { path: '/usage', title: 'Usage', icon: IconChartBar, group: 'Accounts' },
  { path: '/devices', title: 'Devices', icon: IconDevices, group: 'Accounts' },
  { path: '/invoices', title: 'Invoices', icon: IconFileInvoice, group: 'Money' },
  { path: '/ledger', title: 'Ledger', icon: IconBook2, group: 'Money' },
  { path: '/exports', title: 'Exports', icon: IconFileExport, group: 'Money' },
  { path: '/prices', title: 'Prices', icon: IconTag, group: 'Money' },
  { path: '/monitor', title: 'Monitor', icon: IconActivity, group: 'Operations' },
  { path: '/jobs', title: 'Jobs', icon: IconClockPlay, group: 'Operations' },
  { path: '/alerts', title: 'Alerts', icon: IconBell, group: 'Operations' },
  { path: '/audit', title: 'Audit', icon: IconHistory, group: 'Operations' },
  { path: '/settings', title: 'Settings and health', icon: IconSettings, group: 'Gateway' },
  { path: '/docs', title: 'Integration', icon: IconApi, group: 'Gateway' },
]

/** The operator’s screens, and what leads to them. */
const SignedIn = () => (
  <MonitorLink value={(requestId) => `/monitor?request_id=${encodeURIComponent(requestId)}`}>
    <Shell name="Kaixu Gateway" places={PLACES} finder={FindAnything}>
      <Switch>
        <Route path="/" component={Overview} />
        <Route path="/customers" component={Customers} />
        <Route path="/customers/:id/:tab?" component={Customer} />
        <Route path="/keys" component={Keys} />
        <Route path="/usage" component={Usage} />
        <Route path="/devices" component={Devices} />
        <Route path="/invoices" component={Invoices} />
        <Route path="/ledger" component={Ledger} />
        <Route path="/exports" component={Exports} />
        <Route path="/prices" component={Prices} />
        <Route path="/monitor" component={Monitor} />
        <Route path="/jobs" component={Jobs} />
        <Route path="/alerts" component={Alerts} />
        <Route path="/audit" component={Audit} />
        <Route path="/settings" component={Settings} />
        <Route path="/docs" component={Docs} />
        <Route>
          <NoSuchScreen />
        </Route>
      </Switch>
    </Shell>
  </MonitorLink>
)

export default SignedIn
