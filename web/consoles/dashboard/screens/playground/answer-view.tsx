import { Alert, Anchor, Group, Stack, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { Closing } from '../../../shared/answers.ts'
import { Copy } from '../../../shared/copy.tsx'
import { count } from '../../../shared/format.ts'
import { Money } from '../../../shared/money.tsx'
import type { Answer, Settings } from './conversation.ts'
import { Refusal } from './refusal.tsx'
import { Said } from './said.tsx'

type Props = {
  answer: Answer
  /** Of the last one only. */
  again: ((settings?: Partial<Settings>) => void) | undefined
}

/** An answer that has ended, one way or another, and its bill. */
export const AnswerView = ({ answer: { text, bill, error, stopped, requestId }, again }: Props) => (
  <Stack gap={4}>
    {text !== '' && <Said by="Model" text={text} />}
    {bill !== undefined && (bill.usage.output_tokens > 0 || error === undefined) && (
      <Bill bill={bill} requestId={requestId} />
    )}
    {stopped && (
      <Alert color="yellow" title="Stopped here">
        The provider may go on: the gateway reads its answer to the end and charges what it used, at most what was held.{' '}
        <Anchor component={Link} href="/usage" size="sm" underline="always" c="inherit">
          Usage
        </Anchor>{' '}
        shows the bill.
      </Alert>
    )}
    {error !== undefined && <Refusal error={error} again={again} />}
  </Stack>
)

const Bill = ({
  bill: { usage, finish_reason: finish },
  requestId,
}: {
  bill: Closing
  requestId: string | undefined
}) => (
  <Group gap="xs">
    <Text size="xs" c="dimmed" component="div">
      {count(usage.input_tokens)} tokens in
      {usage.cached_tokens > 0 && ` (${count(usage.cached_tokens)} from a cache)`}, {count(usage.output_tokens)} out
      {usage.reasoning_tokens > 0 && ` (${count(usage.reasoning_tokens)} of them reasoning)`},{' '}
      <Money usd={usage.cost_usd} />
      {usage.estimated && ', estimated'}
      {finish === 'length' && ', cut off at max tokens'}
    </Text>
    {requestId !== undefined && <Copy text={requestId} what="the request id" />}
  </Group>
)
