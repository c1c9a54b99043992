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
import { MonitorLink } from '../shared/failure.tsx'
import { NoSuchScreen } from '../shared/no-such-screen.tsx'
import type { Place } from '../shared/place.ts'
import { Shell } from '../shared/shell.tsx'
import { SCREENS } from './screens.ts'

const FindAnything = lazy(() => import('./find-anything.tsx'))

const ROUTES = Object.entries(SCREENS).map(([path, load]) => <Route key={path} path={path} component={lazy(load)} />)

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
        {ROUTES}
        <Route>
          <NoSuchScreen />
        </Route>
      </Switch>
    </Shell>
  </MonitorLink>
)

export default SignedIn
