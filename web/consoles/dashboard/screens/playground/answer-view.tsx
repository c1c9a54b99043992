import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import { Copy } from '../../../shared/copy.tsx'
import { count, duration } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import type { Answer, Settings } from './conversation.ts'
import { Refusal } from './refusal.tsx'
import { Said } from './said.tsx'

type Props = {
  answer: Answer
  model: string
  /** Of the last one only. */
  again: ((settings?: Partial<Settings>) => void) | undefined
}

/** An answer that has ended, one way or another, and its bill. */
export const AnswerView = ({ answer, model, again }: Props) => {
  const { text, bill, error, stopped } = answer
  return (
    <Stack gap={4}>
      {text !== '' && <Said model={model} text={text} />}
      {bill !== undefined && (bill.usage.output_tokens > 0 || error === undefined) && (
        <Bill of={bill} answer={answer} />
      )}
      {stopped && (
        <Alert color="yellow" title="Stopped here">
          The provider may go on: the gateway reads its answer to the end and charges what it used, at most what was
          held.{' '}
          <Anchor component={Link} href="/usage" size="sm" underline="always" c="inherit">
            Usage
          </Anchor>{' '}
          shows the bill.
        </Alert>
      )}
      {error !== undefined && <Refusal error={error} again={again} />}
    </Stack>
  )
}

const Bill = ({
  of: { usage, finish_reason: finish },
  answer: { firstTextMs, totalMs, requestId },
}: {
  of: NonNullable<Answer['bill']>
  answer: Answer
}) => (
  <Stack gap={0}>
    <Text size="xs" c="dimmed" component="div">
      {count(usage.input_tokens)} tokens in
      {usage.cached_tokens > 0 && ` (${count(usage.cached_tokens)} from a cache)`}, {count(usage.output_tokens)} out
      {usage.reasoning_tokens > 0 && ` (${count(usage.reasoning_tokens)} of them reasoning)`},{' '}
      <Money usd={usage.cost_usd} />
      {usage.estimated && ', estimated'}
      {finish === 'length' && ', cut off at max tokens'}
      {' · '}
      {firstTextMs !== undefined && `first token ${duration(firstTextMs)}, `}
      {duration(totalMs)} in all
    </Text>
    {requestId !== undefined && <Request id={requestId} />}
  </Stack>
)

const Request = ({ id }: { id: string }) => (
  <Group gap={4} wrap="nowrap">
    <Text size="xs" c="dimmed">
      Request <span className="kx-mono">{id.length > 12 ? `${id.slice(0, 8)}…` : id}</span>
    </Text>
    <Copy text={id} what="the request id" />
    <Anchor component={Link} href={`/usage?${new URLSearchParams({ q: id }).toString()}`} size="xs" underline="always">
      Receipt
    </Anchor>
  </Group>
)
