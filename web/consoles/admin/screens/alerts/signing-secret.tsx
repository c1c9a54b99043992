import { Confirm } from '../../../shared/confirm.tsx'
import { SecretCard } from '../../../shared/secret-card.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useState } from 'react'
import type { OneCustomer, WebhookSecret } from '../../../shared/answers.ts'

/** What a receiver checks signatures with: the operator's, or that of the customer who is looked at. */
export const SigningSecret = ({ customerId }: { customerId: string | undefined }) => {
  const [secret, setSecret] = useState<string>()
  const reveal = useChange<string | undefined, WebhookSecret>({
    run: (api, owner) => api.json('admin-webhook-secret', { query: { customer_id: owner } }),
    touches: ['admin-audit'],
  })
  const owner = useAnswer<OneCustomer>(
    'admin-customers',
    { customer_id: customerId },
    { enabled: customerId !== undefined },
  )
  const name = owner.data?.customer.email ?? `customer ${customerId ?? ''}`
  const whose = customerId === undefined ? 'your own webhook (ALERT_WEBHOOK_URL)' : `the webhook of ${name}`
  return (
    <>
      <Confirm
        variant="default"
        label={customerId === undefined ? 'Your signing secret' : 'The customer’s signing secret'}
        question={`Messages to ${whose} are signed with it. That you looked at it is noted in the audit.`}
        act={async () => setSecret((await reveal.mutateAsync(customerId)).secret)}
        pending={reveal.isPending}
        error={reveal.error}
      />
      <SecretCard
        title="Signing secret"
        heading="Keep it where the receiver reads it"
        secret={secret}
        note={`Give it to whoever receives messages at ${whose}; with it they check the webhook-signature header.`}
        close={() => setSecret(undefined)}
      />
    </>
  )
}
