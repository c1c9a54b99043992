import { VisuallyHidden } from '@mantine/core'
import { percent } from './format.ts'

type Props = {
  now: number
  before: number | undefined
  /** What it is held against: `Oct 1–20`. */
  against: string
}

/** How far a figure is from the one of the month before: `▲ 12% vs Oct 1–20`. */
export const ChangeNote = ({ now, before, against }: Props) => {
  // The line stays free for it.
  if (before === undefined) return <>{'\u00a0'}</>
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
