import { Stack, Switch } from '@mantine/core'
import { WholeInput } from './whole-input.tsx'

type Props = {
  label: string
  description: string
  value: number | null
  /** What the gateway takes for any number; it and less stand for that. */
  unlimited: number
  /** What holds while the input is empty. */
  otherwise: string
  change: (value: number | null) => void
  error: string | undefined
}

/** A limit: a number, none at all, or what holds otherwise. */
export const LimitInput = ({ label, value, unlimited, otherwise, change, ...input }: Props) => {
  const isUnlimited = value !== null && value <= Math.max(0, unlimited)
  return (
    <Stack gap={6}>
      <WholeInput
        // It keeps what is typed by itself, and begins anew.
        key={String(isUnlimited)}
        label={label}
        value={isUnlimited ? null : value}
        change={change}
        placeholder={isUnlimited ? 'Unlimited' : otherwise}
        disabled={isUnlimited}
        least={1}
        {...input}
      />
      <Switch
        size="xs"
        label="Unlimited"
        aria-label={`Unlimited ${label.toLowerCase()}`}
        checked={isUnlimited}
        onChange={(event) => change(event.currentTarget.checked ? unlimited : null)}
      />
    </Stack>
  )
}
