import { Checkbox, SimpleGrid } from '@mantine/core'
import { WholeInput } from '../../../shared/whole-input.tsx'
import { PolicySection, type PolicyPart } from './policy-section.tsx'

export const DeviceSection = ({ draft, change, errors }: PolicyPart) => (
  <PolicySection title="Devices">
    <SimpleGrid cols={{ base: 1, xs: 2 }} style={{ alignItems: 'end' }}>
      <WholeInput
        label="Device seats of each key"
        placeholder="Any number"
        description="Installations. Empty or 0: any number. A key may say otherwise."
        value={draft.seats}
        change={(seats) => change({ seats })}
        error={errors.at('max_devices_per_key')}
      />
      <Checkbox
        label="Each call has to name its installation"
        pb={8}
        checked={draft.requireInstallId}
        onChange={(event) => change({ requireInstallId: event.currentTarget.checked })}
        error={errors.at('require_install_id')}
      />
    </SimpleGrid>
  </PolicySection>
)
