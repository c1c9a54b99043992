import { Accordion, Group, Stack, Text } from '@mantine/core'
import { JsonBlock } from '../../../shared/json-block.tsx'
import { MarkedText } from '../../../shared/marked-text.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { Command } from './command.tsx'
import { resolveAnswer, type Answer, type Media, type Reference } from './openapi.ts'

type Props = { reference: Reference; answers: Readonly<Record<string, Answer>> }

/** What may come of a request, by status; the good answer is open. */
export const Answers = ({ reference, answers }: Props) => {
  const statuses = Object.keys(answers).sort()
  return (
    <Accordion variant="contained" multiple defaultValue={statuses.slice(0, 1)} order={4}>
      {Object.entries(answers).map(([status, given]) => {
        const answer = resolveAnswer(reference, given)
        return (
          <Accordion.Item key={status} value={status}>
            <Accordion.Control>
              <Group gap="xs" wrap="nowrap" align="flex-start">
                <StatusBadge tone={toneOf(status)}>{status}</StatusBadge>
                <Text size="sm" style={{ whiteSpace: 'pre-line' }}>
                  <MarkedText text={answer.description ?? ''} />
                </Text>
              </Group>
            </Accordion.Control>
            <Accordion.Panel>
              <Stack gap="xs">
                {Object.entries(answer.content ?? {}).map(([type, media]) => (
                  <Examples key={type} type={type} media={media} />
                ))}
                {answer.content === undefined && <Text size="sm">No body.</Text>}
              </Stack>
            </Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

const toneOf = (status: string) => (status.startsWith('2') ? 'good' : status.startsWith('5') ? 'bad' : 'warn')

const Examples = ({ type, media: { example, examples = {} } }: { type: string; media: Media }) => {
  const values = example === undefined ? Object.entries(examples) : [['', { value: example }] as const]
  return (
    <>
      <Text size="xs" c="dimmed">
        {type}
      </Text>
      {values.map(([name, { value }]) =>
        typeof value === 'string' ? (
          <Command key={name} text={value} what="the example" />
        ) : (
          <JsonBlock key={name} value={value} what="the example" />
        ),
      )}
    </>
  )
}
