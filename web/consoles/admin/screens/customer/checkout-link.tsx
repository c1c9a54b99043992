import { Alert, Button, Checkbox, Code, Group, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import type { ApiError } from '../../../shared/api.ts'
import type { Customer, OperatorCheckout, Settings } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { Modal } from '../../../shared/modal.tsx'
import { OutsideLink } from '../../../shared/outside-link.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import type { CheckoutOrder } from '../../orders.ts'

type Props = { customer: Customer; opened: boolean; close: () => void }

/** A page where the customer can pay a top-up; credited when the payment provider says that it was paid. */
export const CheckoutLink = ({ customer, opened, close }: Props) => {
  const { data: settings } = useAnswer<Settings>('admin-settings')
  return (
    <Modal opened={opened} onClose={close} title={`Checkout link for ${customer.email}`}>
      {settings?.payments === false ? (
        <NoPayments close={close} />
      ) : (
        <CheckoutForm customerId={customer.id} close={close} />
      )}
    </Modal>
  )
}

const CheckoutForm = ({ customerId, close }: { customerId: string; close: () => void }) => {
  const [amountCents, setAmountCents] = useState<number | null>(null)
  const [saveCard, setSaveCard] = useState(false)
  const start = useChange<CheckoutOrder, OperatorCheckout>({
    run: (api, body) => api.json<OperatorCheckout>('stripe-create-checkout', { method: 'POST', body }),
    touches: [],
  })
  const errors = fieldErrors(start.error, ['amount_cents', 'save_card'])
  if (start.data !== undefined) return <Ready url={start.data.url} close={close} />
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        if (amountCents === null) return
        start.mutate({ customer_id: customerId, amount_cents: amountCents, save_card: saveCard })
      }}
    >
      <Stack>
        <DollarsInput
          label="Amount"
          description="Dollars, credited for the month in which it is paid."
          least={1}
          most={50_000_000}
          cents={null}
          change={setAmountCents}
          error={errors.at('amount_cents')}
          required
          data-autofocus
        />
        <Checkbox
          label="Keep the card for automatic top-ups"
          checked={saveCard}
          onChange={(event) => setSaveCard(event.currentTarget.checked)}
          error={errors.at('save_card')}
        />
        {errors.rest !== null && <Refused error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={start.isPending} disabled={amountCents === null}>
            Make the link
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

/** Said before anybody fills a form in for nothing. */
const NoPayments = ({ close }: { close: () => void }) => (
  <Stack>
    <Alert color="gray" title="Payments are not set up on this gateway">
      {CREDIT_BY_HAND}
    </Alert>
    <Group justify="flex-end">
      <Button onClick={close}>Close</Button>
    </Group>
  </Stack>
)

const CREDIT_BY_HAND = '“Settings and health” says what is missing. Until it is set, credit by hand with “Top up”.'

const Refused = ({ error }: { error: ApiError }) => (
  <Stack gap="xs">
    <Failure error={error} />
    {error.code === 'PROVIDER_NOT_CONFIGURED' && <Text size="sm">{CREDIT_BY_HAND}</Text>}
  </Stack>
)

const Ready = ({ url, close }: { url: string; close: () => void }) => (
  <Stack>
    <Alert color="teal" title="The link is ready">
      Send it to the customer. Nothing is credited until it is paid.
    </Alert>
    <Group wrap="nowrap" gap="xs">
      <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap', flex: 1 }}>
        {url}
      </Code>
      <Copy text={url} what="the link" />
    </Group>
    <Group justify="flex-end">
      <OutsideLink href={url}>Open it</OutsideLink>
      <Button onClick={close}>Done</Button>
    </Group>
  </Stack>
)
