import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useRef, useState, type InvalidEvent } from 'react'
import type { Reading } from './reading.ts'

export type TypedInputProps = Omit<TextInputProps, 'value' | 'defaultValue' | 'onChange' | 'onBlur' | 'onInvalid'> & {
  /** What the input begins with, and begins anew with when it changes; what is typed it keeps by itself. */
  initial: string
  read: (typed: string) => Reading
  /** Null: the input is empty, or holds what cannot be read. */
  change: (value: number | null, isReadable: boolean) => void
}

/** An input of a number: what cannot be read stays as it was typed, says so, and keeps its form from being sent. */
export const TypedInput = ({ initial, read, change, error, ...input }: TypedInputProps) => {
  const [typed, setTyped] = useState(initial)
  const [begun, setBegun] = useState(initial)
  if (initial !== begun) {
    setBegun(initial)
    // Another number from elsewhere, and not the one that was just typed here.
    if (read(initial).value !== read(typed).value) setTyped(initial)
  }
  // Nobody is told so in the middle of typing.
  const [isLeft, setLeft] = useState(false)
  const field = useRef<HTMLInputElement>(null)
  const { problem } = read(typed)
  useEffect(() => field.current?.setCustomValidity(problem ?? ''), [problem])
  /** Somebody wants to send the form. Said here, and not in the browser's own bubble too. */
  const showProblem = (event: InvalidEvent<HTMLInputElement>): void => {
    const { form, validity } = event.currentTarget
    if (!validity.customError) return
    event.preventDefault()
    setLeft(true)
    const first = Array.from(form?.elements ?? []).find((element) => element.matches(':invalid'))
    if (first === event.currentTarget) event.currentTarget.focus()
  }
  return (
    <TextInput
      ref={field}
      autoComplete="off"
      {...input}
      error={problem === undefined ? error : isLeft && problem}
      value={typed}
      onChange={({ currentTarget: { value } }) => {
        const reading = read(value)
        setTyped(value)
        if (reading.problem === undefined) setLeft(false)
        change(reading.value, reading.problem === undefined)
      }}
      onBlur={() => setLeft(true)}
      onInvalid={showProblem}
    />
  )
}
