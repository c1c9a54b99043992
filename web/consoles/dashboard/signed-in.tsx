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
import type { Place } from '../shared/place.ts'
import { Shell } from '../shared/shell.tsx'
import { BillingReturn } from './billing-return.tsx'
import { SCREENS } from './screens.ts'
import { WithMe } from './with-me.tsx'

const ROUTES = Object.entries(SCREENS).map(([path, load]) => <Route key={path} path={path} component={lazy(load)} />)

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
    <WithMe places={PLACES}>
      <Switch>
        {ROUTES}
        <Route>
          <NoSuchScreen />
        </Route>
      </Switch>
    </WithMe>
  </Shell>
)

export default SignedIn
