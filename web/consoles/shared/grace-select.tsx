import { Select } from '@mantine/core'
import { localTime } from './format.ts'
import { gatewayNow } from './gateway-clock.ts'

const GRACES = [
  { value: '0', label: 'None: it stops at once' },
  { value: '3600', label: 'One hour' },
  { value: '86400', label: 'One day' },
  { value: '604800', label: 'One week' },
  { value: '2592000', label: '30 days' },
]

/** What a grace period means, in words of when: `The old text works until Nov 21, 10:00.` */
export const graceSentence = (seconds: number): string =>
  seconds === 0
    ? 'The old text stops working at once.'
    : `The old text works until ${localTime(new Date(gatewayNow().getTime() + seconds * 1_000).toISOString())}.`

type Props = { seconds: number; pick: (seconds: number) => void; error: string | undefined }

/** How long the old key of a rotation goes on working. */
export const GraceSelect = ({ seconds, pick, error }: Props) => (
  <Select
    label="Grace period of the old key"
    description="So long both keys work, on one and the same cap."
    allowDeselect={false}
    data={GRACES}
    value={String(seconds)}
    onChange={(value) => pick(Number(value))}
    error={error}
  />
)
