import { Button, type ButtonProps } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import { Link } from 'wouter'
import { useHasRole } from './use-me.ts'

/** The way to the money, for those who may pay in. */
export const TopUpButton = (button: ButtonProps) =>
  useHasRole('deployer') && (
    <Button component={Link} href="/billing" leftSection={<IconCreditCard size={16} />} {...button}>
      Top up
    </Button>
  )
