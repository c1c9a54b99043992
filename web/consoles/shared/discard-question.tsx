import { Button, Group, Stack, Text, Title } from '@mantine/core'
import { useId, useSyncExternalStore } from 'react'
import { TopDialog } from './top-dialog.tsx'
import { answerQuestion, questionAsked, subscribeToQuestion } from './unsaved.ts'

/** Asks before something is lost. Stands once in a console. */
export const DiscardQuestion = () => {
  const question = useSyncExternalStore(subscribeToQuestion, questionAsked)
  const heading = useId()
  if (question === undefined) return null
  return (
    <TopDialog labelledBy={heading} escape={() => answerQuestion(false)}>
      <Stack>
        <Title order={2} size="h4" id={heading}>
          {question.title}
        </Title>
        <Text size="sm">{question.text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={() => answerQuestion(false)}>
            {question.no}
          </Button>
          <Button color="red.9" onClick={() => answerQuestion(true)}>
            {question.yes}
          </Button>
        </Group>
      </Stack>
    </TopDialog>
  )
}
