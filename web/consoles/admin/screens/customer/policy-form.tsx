import { Button, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { AccessFields } from '../../../shared/access-fields.tsx'
import type { Customer } from '../../../shared/answers.ts'
import { changedFields } from '../../../shared/changed-fields.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { useCustomerChange } from '../../use-customer-change.ts'
import { usePricedModels } from '../../use-priced-models.ts'
import { AccountSection } from './account-section.tsx'
import { AutoTopupSection } from './auto-topup-section.tsx'
import { DeviceSection } from './device-section.tsx'
import { POLICY_FIELDS, policyDraftOf, policyOrderOf, type PolicyDraft } from './policy-draft.ts'
import { PolicySection } from './policy-section.tsx'

/** Everything that an operator may say about a customer. Only what was changed is sent. */
export const PolicyForm = ({ customer }: { customer: Customer }) => {
  // What the form began with, and not what the list says by now: otherwise another's change would look like one made here.
  const [before, setBefore] = useState(() => policyDraftOf(customer))
  const [draft, setDraft] = useState(before)
  const save = useCustomerChange(customer.id, 'The policy was changed.')
  const models = usePricedModels()
  const errors = fieldErrors(save.error, POLICY_FIELDS)
  const order = changedFields(policyOrderOf(before), policyOrderOf(draft))
  const changes = Object.keys(order).length
  useUnsaved(changes > 0)
  const part = {
    draft,
    change: (changed: Partial<PolicyDraft>) => setDraft((now) => ({ ...now, ...changed })),
    errors,
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate(order, { onSuccess: () => setBefore(draft) })
      }}
    >
      <Stack gap="xl" maw={820}>
        <AccountSection {...part} customer={customer} />
        <PolicySection title="What it may call">
          <AccessFields
            models={models}
            providers={draft.providers}
            changeProviders={(providers) => part.change({ providers })}
            choices={draft.models}
            changeChoices={(choices) => part.change({ models: choices })}
            otherwise="everything that has a price"
            errors={{ providers: errors.at('allowed_providers'), models: errors.at('allowed_models') }}
          />
        </PolicySection>
        <DeviceSection {...part} />
        <AutoTopupSection {...part} cardSavedAt={customer.card_saved_at} />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group>
          <Button type="submit" loading={save.isPending} disabled={changes === 0}>
            Save changes
          </Button>
          <Text size="sm" c="dimmed" role="status">
            {changes === 0 ? 'Nothing is changed.' : `${changes} ${changes === 1 ? 'field is' : 'fields are'} changed.`}
          </Text>
        </Group>
      </Stack>
    </form>
  )
}
