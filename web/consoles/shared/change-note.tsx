import { VisuallyHidden } from '@mantine/core'
import type { ReactNode } from 'react'
import { percent } from './format.ts'

type Props = {
  now: number
  before: number | undefined
  /** What it is held against: `Oct 1–19, without today`. */
  against: string | undefined
}

/** How far a figure is from the one of the month before: `▲ 12% vs Oct 1–19, without today`. */
export const ChangeNote = ({ now, before, against }: Props) => {
  if (against === undefined) return <>{'\u00a0'}</>
  if (before === undefined) return <RoomFor>▲ 10% vs {against}</RoomFor>
  if (before === 0) return <>none in {against}</>
  const change = percent(Math.abs(now - before), before)
  if (change === '0%') return <>as in {against}</>
  return (
    <>
      <span aria-hidden>{now > before ? '▲' : '▼'} </span>
      {change} <VisuallyHidden>{now > before ? 'more' : 'less'}</VisuallyHidden> vs {against}
    </>
  )
}

/** Keeps as many lines free as a note like this takes, so that nothing moves when it comes. */
export const RoomFor = ({ children }: { children: ReactNode }) => (
  <span style={{ visibility: 'hidden' }} aria-hidden>
    {children}
  </span>
)
