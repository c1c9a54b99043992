import { expect, test } from 'vitest'
import { monitorQuery } from '../../../web/consoles/admin/screens/monitor/filters.ts'

const NOON = Date.parse('2026-11-20T12:00:00Z')

test('an address says what the monitor is asked; what it does not know is left out', () => {
  const address = new URLSearchParams(
    'level=error&function=gateway-chat&error_code=UPSTREAM_BUSY&since=1h&request_id=3f8e&colour=red',
  )
  expect(monitorQuery(address, NOON)).toEqual({
    level: 'error',
    function: 'gateway-chat',
    error_code: 'UPSTREAM_BUSY',
    q: '3f8e',
    since: '2026-11-20T11:00:00.000Z',
  })
})

test('a level, a kind or a customer that is none is not asked for: nothing could clear it', () => {
  expect(monitorQuery(new URLSearchParams('customer_id=banana'), NOON)).toEqual({})
  expect(monitorQuery(new URLSearchParams('level=loud&kind=error&customer_id=3'), NOON)).toEqual({
    kind: 'error',
    customer_id: '3',
  })
})

test('today and this month are those of the overview, which counts by UTC', () => {
  const since = (word: string) => monitorQuery(new URLSearchParams({ since: word }), NOON)['since']
  expect(since('today')).toBe('2026-11-20T00:00:00.000Z')
  expect(since('month')).toBe('2026-11-01T00:00:00.000Z')
})

test('a time that is none means any time', () => {
  expect(monitorQuery(new URLSearchParams('since=constructor'), NOON)['since']).toBeUndefined()
})
