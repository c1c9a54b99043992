import { Button, Text, type ButtonProps } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useHasRole, useMe } from './use-me.ts'

/** The way to the money, for those who may pay in; where nobody can be paid, who else can help. */
export const TopUpButton = (button: ButtonProps) => {
  const mayPay = useHasRole('deployer')
  const isPayable = useMe().data?.payments
  if (!mayPay || isPayable === undefined) return null
  if (!isPayable) {
    return (
      <Text size="xs" c="dimmed" maw={220}>
        For a top-up, ask the operator of this gateway.
      </Text>
    )
  }
  return (
    <Button component={Link} href="/billing" leftSection={<IconCreditCard size={16} />} {...button}>
      Top up
    </Button>
  )
}
