import { SimpleGrid, Stack, TextInput } from '@mantine/core'
import type { Customer } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { TestMessage } from '../../../shared/test-message.tsx'
import { PolicySection, type PolicyPart } from './policy-section.tsx'

export const AccountSection = ({ draft, change, errors, customer }: PolicyPart & { customer: Customer }) => (
  <PolicySection title="Account">
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <TextInput
        label="E-mail"
        type="email"
        required
        value={draft.email}
        onChange={(event) => change({ email: event.currentTarget.value })}
        error={errors.at('email')}
      />
      <TextInput
        label="Plan"
        required
        maxLength={40}
        value={draft.plan}
        onChange={(event) => change({ plan: event.currentTarget.value })}
        error={errors.at('plan_name')}
      />
      <DollarsInput
        label="Monthly cap"
        description="Dollars of a UTC month; with top-ups, never exceeded."
        required
        cents={draft.capCents}
        change={(capCents) => change({ capCents })}
        error={errors.at('monthly_cap_cents')}
      />
      <DollarsInput
        label="Plan fee"
        description="Dollars a month, on the invoice beside the usage."
        cents={draft.planFeeCents}
        change={(planFeeCents) => change({ planFeeCents })}
        error={errors.at('plan_fee_cents')}
      />
      <TextInput
        label="Stripe customer id"
        description="Who pays at Stripe. Empty: nobody yet."
        placeholder="cus_…"
        maxLength={255}
        value={draft.stripeCustomerId}
        onChange={(event) => change({ stripeCustomerId: event.currentTarget.value })}
        error={errors.at('stripe_customer_id')}
      />
      <Stack gap={6} align="flex-start">
        <TextInput
          label="Alert address"
          description="Its own webhook. Empty: alerts go to yours."
          placeholder="https://…"
          maxLength={2_000}
          w="100%"
          value={draft.alertUrl}
          onChange={(event) => change({ alertUrl: event.currentTarget.value })}
          error={errors.at('alert_webhook_url')}
        />
        {/* To the address that is saved. */}
        <TestMessage
          by={{ operatorAbout: customer.id }}
          size="compact-sm"
          disabled={draft.alertUrl.trim() !== (customer.alert_webhook_url ?? '')}
        />
      </Stack>
    </SimpleGrid>
  </PolicySection>
)
