import type { CrowdResult } from './crowd.ts'
import type { Growth } from './growth.ts'
import type { Timing } from './http-call.ts'
import type { Timed } from './interleave.ts'
import type { LoadResult } from './load.ts'
import type { RoundTrips } from './round-trips.ts'
import type { SqlLoad } from './sql-load.ts'
import type { StatementTimes } from './statement-times.ts'
import { differences, median, percentile } from './statistics.ts'
import { ms, table, times, whole } from './table.ts'

const totals = (timings: readonly Timing[]): number[] => timings.map(({ totalMs }) => totalMs)

const spread = (values: readonly number[]): string[] => [ms(median(values)), ms(percentile(values, 0.99))]

export type ChatResults = Readonly<Record<'vendor' | 'streamed' | 'proxy' | 'books' | 'gateway', Timed>>

export const chatTable = ({ vendor, streamed, proxy, books, gateway }: ChatResults): string => {
  const added = (values: readonly number[], yardsticks: readonly Timed[]): string[] =>
    yardsticks.flatMap(({ timings }) => spread(differences(values, totals(timings))))
  const row = ({ name, timings }: Timed, yardsticks: readonly Timed[]): string[] => [
    name,
    ...spread(totals(timings)),
    ...added(totals(timings), yardsticks),
  ]
  const own = differences(totals(gateway.timings), totals(books.timings))
  return table(
    'Chat: milliseconds of a whole answer, and how much longer than others it took in the same round',
    ['', 'p50', 'p99', '+ vendor p50', 'p99', '+ proxy p50', 'p99'],
    [
      row(vendor, []),
      row(streamed, [vendor]),
      row(proxy, [vendor]),
      row(gateway, [vendor, proxy]),
      row(books, []),
      ['gateway less the books', ...spread(own), ...added(own, [vendor, proxy])],
    ],
  )
}

const MOMENTS = ['firstByteMs', 'firstTextMs', 'totalMs'] as const

export type StreamResults = Readonly<Record<'vendor' | 'proxy' | 'gateway', Timed>>

export const streamTable = ({ vendor, proxy, gateway }: StreamResults): string => {
  const at = ({ timings }: Timed, moment: (typeof MOMENTS)[number]): number[] => timings.map((timing) => timing[moment])
  return table(
    'Stream: milliseconds to the first byte, the first text and the end, and how much longer than the vendor (p50)',
    ['', 'byte p50', 'p99', 'text p50', 'p99', 'end p50', 'p99', '+ byte', '+ text', '+ end'],
    [vendor, proxy, gateway].map((contender) => [
      contender.name,
      ...MOMENTS.flatMap((moment) => spread(at(contender, moment))),
      ...(contender === vendor
        ? []
        : MOMENTS.map((moment) => ms(median(differences(at(contender, moment), at(vendor, moment)))))),
    ]),
  )
}

export const passThroughTable = ({ vendor, proxy, gateway }: StreamResults): string => {
  const firstBytes = ({ timings }: Timed): number[] => timings.map(({ firstByteMs }) => firstByteMs)
  const gaps = ({ timings }: Timed): number[] => timings.flatMap(({ gapsMs }) => gapsMs)
  const usualGap = ({ timings }: Timed): number[] => timings.map(({ gapsMs }) => median(gapsMs))
  return table(
    'Pass-through stream at /v1/chat/completions: milliseconds to the first byte and between pieces, and what was added (p50)',
    ['', 'byte p50', 'p99', 'gap p50', 'p99', 'end p50', '+ byte', '+ gap', '+ end'],
    [vendor, proxy, gateway].map((contender) => [
      contender.name,
      ...spread(firstBytes(contender)),
      ...spread(gaps(contender)),
      ms(median(totals(contender.timings))),
      ...(contender === vendor
        ? []
        : [
            ms(median(differences(firstBytes(contender), firstBytes(vendor)))),
            ms(median(differences(usualGap(contender), usualGap(vendor)))),
            ms(median(differences(totals(contender.timings), totals(vendor.timings)))),
          ]),
    ]),
  )
}

export const crowdTable = (results: readonly CrowdResult[]): string => {
  const streams = results[0]?.streams ?? 0
  return table(
    `${whole(streams)} pass-through streams open at once: every frame compared with the vendor's own`,
    [
      '',
      'frames',
      'equal',
      'half p50 ms',
      'p99',
      'rest p50 ms',
      'p99',
      'MB before',
      'open',
      'after',
      'CPU ms per stream',
    ],
    results.map(({ name, frames, halfMs, restMs, megabytes, processorMs }) => [
      name,
      whole(frames.seen),
      whole(frames.equal),
      ...spread(halfMs),
      ...spread(restMs),
      ...(megabytes === undefined ? ['', '', ''] : [megabytes.before, megabytes.open, megabytes.after].map(whole)),
      processorMs === undefined ? '' : ms(processorMs / streams),
    ]),
  )
}

export const insideTable = (inside: StatementTimes): string =>
  table(
    'Inside PostgreSQL, one call at a time: mean milliseconds (a flush of the log ends each of the two)',
    ['admit', 'settle', 'flush'],
    [[ms(inside.admitMs), ms(inside.settleMs), ms(inside.flushMs)]],
  )

export const roundTripTable = (found: readonly RoundTrips[]): string =>
  table(
    'Round trips to the database per call, counted on the wire',
    ['', 'before the vendor', 'after'],
    found.map(({ name, before, after }) => [name.replace('/.netlify/functions/', ''), before, after]),
  )

export const loadTable = (results: readonly LoadResult[]): string => {
  const [base] = results
  return table(
    'Load: chat answers per second at 16 connections',
    ['', 'per second', 'of the vendor', 'p50 ms', 'gateway CPU ms per call'],
    results.map(({ name, perSecond, medianMs, gatewayProcessorMs }) => [
      name,
      whole(perSecond),
      times(perSecond / (base?.perSecond ?? NaN)),
      ms(medianMs),
      name.startsWith('gateway') ? ms(gatewayProcessorMs) : '',
    ]),
  )
}

export const sqlLoadTable = (results: readonly SqlLoad[]): string =>
  table(
    'The books alone: admit + settle, straight to the SQL functions',
    ['', 'calls per second', 'p50 ms'],
    results.map(({ connections, customers, perSecond, medianMs }) => [
      `${connections} connection${connections === 1 ? '' : 's'}, ${customers} customer${customers === 1 ? '' : 's'}`,
      whole(perSecond),
      ms(medianMs),
    ]),
  )

export const growthTable = (
  { empty, newcomer, regular, inside }: Growth,
  { rows, plans }: { rows: number; plans: number },
): string =>
  table(
    `Growth: milliseconds in empty tables, and in full ones: of a new key, and of one with ${whole(rows)} calls this month`,
    ['', 'empty', 'full: new key', 'that key', 'that : new', 'inside: empty', 'full'],
    (['admitMs', 'settleMs'] as const).map((step) => [
      step.replace('Ms', ''),
      ms(empty[step]),
      ms(newcomer[step]),
      ms(regular[step]),
      times(regular[step] / newcomer[step]),
      ms(inside.empty[step]),
      ms(inside.full[step]),
    ]),
  ) + `\n  ${whole(plans)} plans of its statements seen: none reads a whole table.`

export type Footprint = { firstStartMs: number; laterStartMs: number; restMb: number; loadedMb: number }

export const footprintTable = (found: Footprint): string =>
  table(
    'The gateway as a process',
    ['first start ms', 'later start ms', 'MB at rest', 'MB after the load'],
    [[whole(found.firstStartMs), whole(found.laterStartMs), whole(found.restMb), whole(found.loadedMb)]],
  )
