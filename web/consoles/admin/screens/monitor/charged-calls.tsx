import { Anchor, Text } from '@mantine/core'
import { Link } from 'wouter'
import type { OperatorCalls } from '../../../shared/answers.ts'
import { Money } from '../../../shared/money.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { receiptOf } from '../../receipt-of.ts'

/** The calls of a request that were charged, of which the monitor itself knows nothing: they went well. */
export const ChargedCalls = ({ requestId }: { requestId: string }) => {
  const { data, isPlaceholderData: isOld } = useAnswer<OperatorCalls>('admin-calls', {
    request_id: requestId,
    limit: 20,
  })
  if (data === undefined || isOld) return null
  return data.calls.map((call) => (
    <Text key={call.id} size="sm" style={{ overflowWrap: 'anywhere' }}>
      A call of {call.customer_email}, charged <Money usd={call.cost_usd} digits={6} />:{' '}
      <Anchor component={Link} href={receiptOf(call)} size="sm" underline="always">
        its receipt
      </Anchor>
    </Text>
  ))
}
