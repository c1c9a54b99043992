import { Select, SimpleGrid, Stack, TextInput, Title } from '@mantine/core'
import { AccessFields } from './access-fields.tsx'
import type { ModelName } from './access-lists.ts'
import { DollarsInput } from './dollars-input.tsx'
import { ExpiryInput } from './expiry-input.tsx'
import type { FieldErrors } from './field-errors.ts'
import type { KeyDraft, KeyPolicyBody } from './key-draft.ts'
import { WholeInput } from './whole-input.tsx'

type Props = {
  draft: KeyDraft
  change: (part: Partial<KeyDraft>) => void
  errors: FieldErrors<keyof KeyPolicyBody>
  models: readonly ModelName[]
  /** What those who read it call whom the key belongs to. */
  owner?: 'customer' | 'account'
}

export const KEY_FIELDS: readonly (keyof KeyPolicyBody)[] = [
  'label',
  'monthly_cap_cents',
  'rpm_limit',
  'rpd_limit',
  'concurrency_limit',
  'max_devices',
  'require_install_id',
  'allowed_providers',
  'allowed_models',
  'expires_at',
]

/** The inputs of everything that a key's policy says. Dates make this heavy: import it lazily. */
export const KeyFields = ({ draft, change, errors, models, owner = 'customer' }: Props) => (
  <Stack gap="lg">
    <Stack gap="sm">
      <TextInput
        label="Label"
        description="What it is for, so that it can be told from others."
        placeholder="e.g. production server"
        maxLength={60}
        value={draft.label}
        error={errors.at('label')}
        onChange={(event) => change({ label: event.currentTarget.value })}
        data-autofocus
      />
      <SimpleGrid cols={{ base: 1, xs: 2 }}>
        <DollarsInput
          label="Monthly cap"
          description={`Dollars. Empty: the ${owner}’s cap alone.`}
          cents={draft.capCents}
          change={(capCents) => change({ capCents })}
          error={errors.at('monthly_cap_cents')}
        />
        <ExpiryInput
          value={draft.expiresAt}
          change={(expiresAt) => change({ expiresAt })}
          error={errors.at('expires_at')}
        />
      </SimpleGrid>
    </Stack>
    <Limits draft={draft} change={change} errors={errors} owner={owner} />
    <Stack gap="sm">
      <Title order={3} size="h6">
        What it may call
      </Title>
      <AccessFields
        models={models}
        providers={draft.providers}
        changeProviders={(providers) => change({ providers })}
        choices={draft.models}
        changeChoices={(choices) => change({ models: choices })}
        otherwise={`what the ${owner} may call`}
        errors={{ providers: errors.at('allowed_providers'), models: errors.at('allowed_models') }}
      />
    </Stack>
  </Stack>
)

const Limits = ({ draft, change, errors, owner }: Omit<Props, 'models'>) => (
  <Stack gap="sm">
    <Title order={3} size="h6">
      Limits
    </Title>
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <WholeInput
        label="Calls a minute"
        description="Empty: the usual; −1: any."
        value={draft.rpm}
        change={(rpm) => change({ rpm })}
        error={errors.at('rpm_limit')}
      />
      <WholeInput
        label="Calls a UTC day"
        description="Empty: any number."
        value={draft.rpd}
        change={(rpd) => change({ rpd })}
        error={errors.at('rpd_limit')}
      />
      <WholeInput
        label="Calls at once"
        description="Empty: any number."
        value={draft.concurrency}
        change={(concurrency) => change({ concurrency })}
        error={errors.at('concurrency_limit')}
      />
    </SimpleGrid>
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <WholeInput
        label="Device seats"
        description={`Empty: as the ${owner}; 0: any number.`}
        value={draft.seats}
        change={(seats) => change({ seats })}
        error={errors.at('max_devices')}
      />
      <Select
        label="Install id"
        description="Whether each call has to name its own."
        data={[
          { value: 'inherit', label: `As the ${owner}` },
          { value: 'yes', label: 'Required' },
          { value: 'no', label: 'Not required' },
        ]}
        allowDeselect={false}
        value={draft.requireInstallId === null ? 'inherit' : draft.requireInstallId ? 'yes' : 'no'}
        onChange={(value) => change({ requireInstallId: value === 'inherit' ? null : value === 'yes' })}
        error={errors.at('require_install_id')}
      />
    </SimpleGrid>
  </Stack>
)
