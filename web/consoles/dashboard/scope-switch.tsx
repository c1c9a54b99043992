import { SegmentedControl } from '@mantine/core'
import { useInAddress } from '../shared/use-address.ts'
import { useHasRole } from './use-me.ts'

export type Scope = 'key' | 'customer'

/** What a screen is about: the key itself, or the whole account where the key may see it. */
export const useScope = (): { scope: Scope; pick: (scope: Scope) => void } => {
  const isAdmin = useHasRole('admin')
  const [scope, setScope] = useInAddress('scope')
  return {
    scope: isAdmin && scope !== 'key' ? 'customer' : 'key',
    pick: (picked) => setScope(picked === 'customer' ? undefined : picked),
  }
}

/** Shown to those who have the choice. */
export const ScopeSwitch = ({ scope, pick }: { scope: Scope; pick: (scope: Scope) => void }) =>
  useHasRole('admin') && (
    <SegmentedControl
      aria-label="Whose usage"
      value={scope}
      onChange={pick}
      data={[
        { value: 'customer', label: 'Whole account' },
        { value: 'key', label: 'This key' },
      ]}
    />
  )
