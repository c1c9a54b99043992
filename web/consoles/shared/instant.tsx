import { Tooltip } from '@mantine/core'
import { localTime, utcTime } from './format.ts'

/** A time where the reader is; in UTC on hover or focus. */
export const Instant = ({
  at,
  precision = 'minute',
}: {
  at: string | null | undefined
  precision?: 'day' | 'minute' | 'second'
}) =>
  at == null ? (
    <span>–</span>
  ) : (
    <Tooltip label={utcTime(at)}>
      <time dateTime={at} tabIndex={0} style={{ whiteSpace: 'nowrap' }}>
        {localTime(at, precision)}
      </time>
    </Tooltip>
  )
