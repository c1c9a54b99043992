import { endOfMonth, monthOf } from '../../netlify/functions/_lib/domain/period.ts'
import type { Random } from './random.ts'

export const HOUR = 3_600_000
export const DAY = 24 * HOUR

/** A UTC month, or what has passed of it; milliseconds. */
export type Span = { month: string; from: number; to: number; isWhole: boolean }

/** The last `count` UTC months, oldest first; the last one ends now. */
export const monthsUntil = (now: number, count: number): Span[] => {
  const end = new Date(now)
  return Array.from({ length: count }, (_, index) => {
    const from = Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - (count - 1 - index), 1)
    const month = monthOf(new Date(from))
    return { month, from, to: Math.min(now, endOfMonth(month).getTime()), isWhole: index < count - 1 }
  })
}

/** When a customer's people and machines are at work. */
export type Rhythm = {
  hours: keyof typeof HOURS
  /** A weekend's day beside a working day. */
  weekend: number
  utcOffset: number
}

// By the hour of the customer's own day, from midnight.
const HOURS = {
  office: [1, 1, 1, 1, 1, 2, 6, 20, 55, 85, 95, 90, 70, 80, 95, 92, 80, 55, 30, 18, 12, 8, 5, 2],
  always: [40, 32, 27, 24, 24, 28, 36, 48, 62, 74, 82, 88, 92, 95, 95, 94, 95, 97, 100, 98, 92, 82, 68, 52],
  night: [80, 100, 100, 90, 60, 30, 12, 6, 5, 5, 6, 6, 5, 5, 6, 6, 5, 5, 6, 8, 12, 20, 40, 60],
}

/** Without what month it is in. */
export type Time = Pick<Span, 'from' | 'to'>

type Hour = { from: number; to: number; weight: number }

const hoursOf = ({ from, to }: Time, rhythm: Rhythm): Hour[] => {
  const hours: Hour[] = []
  for (let at = from; at < to; at += HOUR) {
    const local = new Date(at + rhythm.utcOffset * HOUR)
    const ofDay = [0, 6].includes(local.getUTCDay()) ? rhythm.weekend : 1
    const end = Math.min(to, at + HOUR)
    const weight = ofDay * (HOURS[rhythm.hours][local.getUTCHours()] ?? 0) * ((end - at) / HOUR)
    hours.push({ from: at, to: end, weight })
  }
  return hours
}

/** How much of a span is working time; only to be compared with that of another span. */
export const busyness = (span: Span, rhythm: Rhythm): number =>
  hoursOf(span, rhythm).reduce((sum, { weight }) => sum + weight, 0)

/** So many instants of a span, in order, dense where its rhythm is. */
export const instants = (random: Random, span: Time, rhythm: Rhythm, count: number): number[] => {
  const hours = hoursOf(span, rhythm)
  let sum = 0
  const ends = hours.map(({ weight }) => (sum += weight))
  return Array.from({ length: count }, () => {
    const hour = hours[firstAbove(ends, random.unit() * sum)] ?? { from: span.from, to: span.to }
    return Math.floor(hour.from + random.unit() * (hour.to - hour.from))
  }).sort((one, other) => one - other)
}

/** The index of the first of ascending numbers that is above the given one. */
const firstAbove = (ascending: readonly number[], bound: number): number => {
  let [low, high] = [0, ascending.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ascending[middle] ?? Infinity) > bound) high = middle
    else low = middle + 1
  }
  return low
}
