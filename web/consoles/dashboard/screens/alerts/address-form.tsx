import { Button, Group, Paper, Stack, Text, TextInput, Title } from '@mantine/core'
import { useState } from 'react'
import type { WebhookSecret } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { SecretCard } from '../../../shared/secret-card.tsx'
import { TestMessage } from '../../../shared/test-message.tsx'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'

/** Where alerts go, and what they are signed with. */
export const AddressForm = ({ address }: { address: string | null }) => {
  const [typed, setTyped] = useState(address ?? '')
  const [shown, setShown] = useState(address)
  if (shown !== address) {
    setShown(address)
    // It was saved elsewhere, and nothing is typed here.
    if (typed.trim() === (shown ?? '')) setTyped(address ?? '')
  }
  const isChanged = typed.trim() !== (address ?? '')
  useUnsaved(isChanged)
  const save = useChange({
    run: (api, url: string | null) => api.send('user-alerts', { method: 'PATCH', body: { alert_webhook_url: url } }),
    touches: ['user-alerts'],
    done: 'Saved',
  })
  const errors = fieldErrors(save.error, ['alert_webhook_url'])
  return (
    <Paper withBorder p="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate(typed.trim())
        }}
      >
        <Stack>
          <Title order={2} size="h5">
            Webhook
          </Title>
          <TextInput
            label="Webhook URL"
            description="A public HTTPS address that takes a POST. Without one, alerts go to the operator of this gateway."
            placeholder="https://example.com/kaixu-alerts"
            type="url"
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            error={errors.at('alert_webhook_url')}
            maw={560}
          />
          {errors.rest !== null && <Failure error={errors.rest} />}
          <Group gap="xs">
            <Button type="submit" loading={save.isPending} disabled={typed.trim() === '' || !isChanged}>
              Save URL
            </Button>
            {address !== null && (
              <Confirm
                tone="danger"
                label="Remove URL"
                variant="default"
                question="Alerts of this account will go to the operator of this gateway, if there is anybody to hear them."
                act={async () => {
                  await save.mutateAsync(null)
                  setTyped('')
                }}
                pending={save.isPending}
                error={save.error}
              />
            )}
            <Secret />
            {address !== null && <TestMessage by="customer" disabled={typed.trim() !== address} />}
          </Group>
          <Text size="sm" c="dimmed">
            Messages are signed as Standard Webhooks has it (webhook-id, webhook-timestamp, webhook-signature). Each may
            arrive more than once, with the same webhook-id.
          </Text>
        </Stack>
      </form>
    </Paper>
  )
}

const Secret = () => {
  const [secret, setSecret] = useState<string>()
  const reveal = useChange({
    run: (api, name: 'user-webhook-secret') => api.json<WebhookSecret>(name),
    touches: [],
  })
  return (
    <>
      <Button
        variant="default"
        loading={reveal.isPending}
        onClick={() => reveal.mutate('user-webhook-secret', { onSuccess: (answer) => setSecret(answer.secret) })}
      >
        Show signing secret
      </Button>
      {reveal.error !== null && <Failure error={reveal.error} />}
      <SecretCard
        title="Signing secret"
        heading="Keep it where the receiver reads it"
        secret={secret}
        note="Whoever has it can make messages that look like ours. That it was shown is on record."
        close={() => setSecret(undefined)}
      />
    </>
  )
}
