import { ActionIcon, Box, Button, Group, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import { useState } from 'react'
import type { Customer } from '../../../shared/answers.ts'
import { ConfirmDialog } from '../../../shared/confirm-dialog.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { useCustomerChange } from '../../use-customer-change.ts'
import { CheckoutLink } from './checkout-link.tsx'
import { TopUp } from './top-up.tsx'

/** What an operator does to a customer, besides changing its policy; on a telephone what is rarely done waits in a menu. */
export const Actions = ({ customer }: { customer: Customer }) => {
  const { id, email, is_active: isActive } = customer
  const [asked, setAsked] = useState<'checkout' | 'disable'>()
  const close = () => setAsked(undefined)
  const disable = useCustomerChange(id, 'The customer was disabled.')
  const enable = useCustomerChange(id, 'The customer is active again.')
  const askForCheckout = () => setAsked('checkout')
  const switchActivity = () => (isActive ? setAsked('disable') : enable.mutate({ is_active: true }))
  return (
    <>
      <TopUp customer={customer} />
      <Group gap="xs" visibleFrom="sm">
        <Button variant="default" onClick={askForCheckout}>
          Checkout link
        </Button>
        <Button
          variant="light"
          {...(isActive ? { color: 'red' } : {})}
          loading={enable.isPending}
          onClick={switchActivity}
        >
          {isActive ? 'Disable' : 'Enable'}
        </Button>
      </Group>
      <Box hiddenFrom="sm">
        <Menu position="bottom-end" withinPortal={false} withInitialFocusPlaceholder={false}>
          <Menu.Target>
            <ActionIcon variant="default" size={36} aria-label="More actions">
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={askForCheckout}>Checkout link</Menu.Item>
            <Menu.Item {...(isActive ? { c: 'var(--mantine-color-error)' } : {})} onClick={switchActivity}>
              {isActive ? 'Disable' : 'Enable'}
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Box>
      {enable.error !== null && <Failure error={enable.error} />}
      <CheckoutLink customer={customer} opened={asked === 'checkout'} close={close} />
      <ConfirmDialog
        opened={asked === 'disable'}
        close={close}
        tone="danger"
        label="Disable"
        question={
          <>
            All keys of <b>{email}</b> are refused from now on. Calls already running are finished and charged; nothing
            is deleted.
          </>
        }
        act={() => disable.mutateAsync({ is_active: false })}
        pending={disable.isPending}
        error={disable.error}
      />
    </>
  )
}
