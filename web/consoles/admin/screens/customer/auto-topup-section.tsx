import { SimpleGrid, Switch, Text } from '@mantine/core'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { PolicySection, type PolicyPart } from './policy-section.tsx'

/** The card is charged by itself when little is left; the customer may set the same in its dashboard. */
export const AutoTopupSection = ({
  draft,
  change,
  errors,
  cardSavedAt,
}: PolicyPart & { cardSavedAt: string | null }) => (
  <PolicySection title="Automatic top-ups">
    <Text size="sm" c="dimmed" component="div">
      {cardSavedAt === null ? (
        'No card is kept yet: the customer keeps one when it pays a top-up.'
      ) : (
        <>
          A card is kept since <Instant at={cardSavedAt} precision="day" />.
        </>
      )}
    </Text>
    <Switch
      label="Charge the card when little is left"
      checked={draft.autoTopup}
      onChange={(event) => change({ autoTopup: event.currentTarget.checked })}
      error={errors.at('auto_topup_enabled')}
    />
    <SimpleGrid cols={{ base: 1, xs: 3 }}>
      <DollarsInput
        label="When less is left than"
        description="Dollars."
        cents={draft.thresholdCents}
        change={(thresholdCents) => change({ thresholdCents })}
        error={errors.at('auto_topup_threshold_cents')}
      />
      <DollarsInput
        label="Charge"
        description="Dollars, each time."
        cents={draft.amountCents}
        change={(amountCents) => change({ amountCents })}
        error={errors.at('auto_topup_amount_cents')}
      />
      <DollarsInput
        label="At most in a month"
        description="Dollars, all of them together."
        cents={draft.monthlyMaxCents}
        change={(monthlyMaxCents) => change({ monthlyMaxCents })}
        error={errors.at('auto_topup_monthly_max_cents')}
      />
    </SimpleGrid>
  </PolicySection>
)
