import { Tooltip } from '@mantine/core'
import { use } from 'react'
import { localTime, utcTime } from './format.ts'
import { InOpeningRow } from './row-opening.ts'

/** Where a narrow column breaks a time, it is before the hour and not before its AM. */
const BEFORE_HALF_OF_DAY = /\s(?=[ap]\.?m)/i

/** A time where the reader is; in UTC on hover or focus. */
export const Instant = ({
  at,
  precision = 'minute',
}: {
  at: string | null | undefined
  precision?: 'day' | 'minute' | 'second'
}) => {
  const inOpeningRow = use(InOpeningRow)
  return at == null ? (
    <span>–</span>
  ) : (
    <Tooltip label={utcTime(at)}>
      <time dateTime={at} tabIndex={inOpeningRow ? undefined : 0} style={{ whiteSpace: 'nowrap' }}>
        {localTime(at, precision).replace(BEFORE_HALF_OF_DAY, '\u00a0')}
      </time>
    </Tooltip>
  )
}
