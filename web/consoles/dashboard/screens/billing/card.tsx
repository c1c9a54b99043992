import { Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import type { Billing } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { useChange } from '../../../shared/use-change.ts'
import { cardLabel } from './card-label.ts'

/** The card that automatic top-ups are charged to. */
export const Card = ({ card }: { card: Billing['card'] }) => {
  const remove = useChange({
    run: (api, name: 'user-billing') => api.send(name, { method: 'DELETE' }),
    touches: ['user-billing'],
    done: 'The card is removed',
  })
  return (
    <Paper withBorder p="lg">
      <Stack gap="xs">
        <Title order={2} size="h5">
          Saved card
        </Title>
        {card === null ? (
          <Text size="sm" c="dimmed">
            None. Tick “Save the card” with your next top-up to keep one.
          </Text>
        ) : (
          <Group justify="space-between">
            <Group gap="xs">
              <IconCreditCard size={20} aria-hidden />
              <Stack gap={0}>
                <Text size="sm">{cardLabel(card.label)}</Text>
                <Text size="xs" c="dimmed" component="div">
                  saved <Instant at={card.saved_at} precision="day" />
                </Text>
              </Stack>
            </Group>
            <Confirm
              tone="danger"
              label="Remove card"
              size="xs"
              variant="default"
              question="Automatic top-ups stop until another card is saved."
              act={() => remove.mutateAsync('user-billing')}
              pending={remove.isPending}
              error={remove.error}
            />
          </Group>
        )}
      </Stack>
    </Paper>
  )
}
