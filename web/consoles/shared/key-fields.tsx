import { Select, SimpleGrid, Stack, TextInput, Title } from '@mantine/core'
import { AccessFields } from './access-fields.tsx'
import type { ModelName } from './access-lists.ts'
import { DollarsInput } from './dollars-input.tsx'
import { ExpiryInput } from './expiry-input.tsx'
import type { FieldErrors } from './field-errors.ts'
import { count } from './format.ts'
import type { KeyDraft, KeyPolicyBody } from './key-draft.ts'
import { LimitInput } from './limit-input.tsx'
import { WholeInput } from './whole-input.tsx'

type Props = {
  draft: KeyDraft
  change: (part: Partial<KeyDraft>) => void
  errors: FieldErrors<keyof KeyPolicyBody>
  models: readonly ModelName[]
  /** Calls a minute of a key that says nothing; 0 or less: any number. Undefined: not known yet. */
  defaultRpm: number | undefined
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
export const KeyFields = ({ draft, change, errors, models, defaultRpm, owner = 'customer' }: Props) => (
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
    <Limits draft={draft} change={change} errors={errors} defaultRpm={defaultRpm} owner={owner} />
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

const Limits = ({ draft, change, errors, defaultRpm, owner }: Omit<Props, 'models'>) => (
  <Stack gap="sm">
    <Title order={3} size="h6">
      Limits
    </Title>
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <LimitInput
        label="Calls a minute"
        description="Empty: the gateway’s own."
        value={draft.rpm}
        unlimited={-1}
        otherwise={defaultRpm === undefined ? '' : defaultRpm <= 0 ? 'Any number' : count(defaultRpm)}
        change={(rpm) => change({ rpm })}
        error={errors.at('rpm_limit')}
      />
      <WholeInput
        label="Calls a UTC day"
        description="Empty: any number."
        placeholder="Any number"
        least={-1}
        value={draft.rpd}
        change={(rpd) => change({ rpd })}
        error={errors.at('rpd_limit')}
      />
      <WholeInput
        label="Calls at once"
        description="Empty: any number."
        placeholder="Any number"
        least={-1}
        value={draft.concurrency}
        change={(concurrency) => change({ concurrency })}
        error={errors.at('concurrency_limit')}
      />
    </SimpleGrid>
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <LimitInput
        label="Device seats"
        description={`Installations. Empty: as the ${owner}.`}
        value={draft.seats}
        unlimited={0}
        otherwise={`As the ${owner}`}
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
