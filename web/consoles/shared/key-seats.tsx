import { Text } from '@mantine/core'
import { isFull, seatsText, type Seats } from './seats-text.ts'
import { WARNING_COLOR } from './warning-color.ts'

/** The seats of a device's key, so that it can be seen why another one is refused. */
export const KeySeats = ({ of: device }: { of: Seats }) => (
  <Text size="xs" c={isFull(device) ? WARNING_COLOR : 'dimmed'}>
    {seatsText(device)}
  </Text>
)
