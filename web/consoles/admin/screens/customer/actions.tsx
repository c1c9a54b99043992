import { Button } from '@mantine/core'
import type { Customer } from '../../../shared/answers.ts'
import { Confirm } from '../../../shared/confirm.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { useCustomerChange } from '../../use-customer-change.ts'
import { CheckoutLink } from './checkout-link.tsx'
import { TopUp } from './top-up.tsx'

/** What an operator does to a customer, besides changing its policy. */
export const Actions = ({ customer }: { customer: Customer }) => (
  <>
    <TopUp customer={customer} />
    <CheckoutLink customer={customer} />
    <Activity customer={customer} />
  </>
)

const Activity = ({ customer: { id, email, is_active: isActive } }: { customer: Customer }) => {
  const change = useCustomerChange(id, isActive ? 'The customer was disabled.' : 'The customer is active again.')
  if (isActive) {
    return (
      <Confirm
        label="Disable"
        color="red"
        variant="light"
        question={
          <>
            All keys of <b>{email}</b> are refused from now on. Calls already running are finished and charged; nothing
            is deleted.
          </>
        }
        act={() => change.mutateAsync({ is_active: false })}
        pending={change.isPending}
        error={change.error}
      />
    )
  }
  return (
    <>
      <Button variant="light" loading={change.isPending} onClick={() => change.mutate({ is_active: true })}>
        Enable
      </Button>
      {change.error !== null && <Failure error={change.error} />}
    </>
  )
}
