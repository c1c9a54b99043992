import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createApi } from '../../../web/consoles/shared/api.ts'
import { recentMonths, thisMonth } from '../../../web/consoles/shared/format.ts'
import { gatewayNow, noteGatewayTime, onGatewayClock } from '../../../web/consoles/shared/gateway-clock.ts'

/** When an answer was given, as its head says. */
const answerOf = (at: string, caching = 'no-store'): Response =>
  new Response('{}', { headers: { date: new Date(at).toUTCString(), 'cache-control': caching } })

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-12-01T12:00:00Z') })
})

afterEach(() => {
  noteGatewayTime(answerOf(new Date().toISOString()))
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test('the current month is the gateway’s, whatever the browser’s clock says', () => {
  expect(thisMonth()).toBe('2026-12')
  noteGatewayTime(answerOf('2026-11-20T12:00:00Z'))
  expect(thisMonth()).toBe('2026-11')
  expect(recentMonths(2)).toEqual(['2026-11', '2026-10'])
  vi.advanceTimersByTime(60_000)
  expect(gatewayNow()).toEqual(new Date('2026-11-20T12:01:00Z'))
})

test('every answer says what time it is, a refusal too', async () => {
  const refusal = new Response('{}', { status: 401, headers: answerOf('2026-10-31T23:59:00Z').headers })
  vi.stubGlobal('fetch', () => Promise.resolve(refusal))
  await expect(createApi('token', '').json('user-summary')).rejects.toThrow()
  expect(thisMonth()).toBe('2026-10')
})

test('a few seconds are nothing: answers take their time', () => {
  noteGatewayTime(answerOf('2026-12-01T11:59:45Z'))
  expect(gatewayNow()).toEqual(new Date('2026-12-01T12:00:00Z'))
})

test('an answer that may have been kept says nothing of now', () => {
  noteGatewayTime(answerOf('2026-11-20T12:00:00Z', 'max-age=3600'))
  noteGatewayTime(new Response('{}', { headers: { 'cache-control': 'no-store' } }))
  expect(thisMonth()).toBe('2026-12')
})

test('who shows the month hears of another clock, once, and of the browser’s own being set right', () => {
  const heard = vi.fn()
  const stop = onGatewayClock(heard)
  noteGatewayTime(answerOf('2026-11-20T12:00:00Z'))
  noteGatewayTime(answerOf('2026-11-20T12:00:01Z'))
  expect(heard).toHaveBeenCalledTimes(1)
  vi.setSystemTime(Date.parse('2026-11-20T12:05:00Z'))
  noteGatewayTime(answerOf('2026-11-20T12:05:00Z'))
  expect([heard.mock.calls.length, thisMonth()]).toEqual([2, '2026-11'])
  expect(gatewayNow()).toEqual(new Date('2026-11-20T12:05:00Z'))
  stop()
})
