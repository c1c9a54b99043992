import { useState } from 'react'
import { useLocation } from 'wouter'
import type { NewCustomer as Answer, NewKey } from '../../../shared/answers.ts'
import { FormDialog } from '../../../shared/form-dialog.tsx'
import { SecretCard } from '../../../shared/secret-card.tsx'
import { FirstKey } from './first-key.tsx'
import { NewCustomerForm } from './new-customer-form.tsx'

/** A new customer, then its first key, then the text of that key: each a step, and the last two can be left out. */
export const NewCustomer = ({ opened, close }: { opened: boolean; close: () => void }) => {
  const [made, setMade] = useState<Answer['customer']>()
  const [issued, setIssued] = useState<NewKey['api_key']>()
  const [, navigate] = useLocation()

  const finish = () => {
    close()
    if (made !== undefined) navigate(`/customers/${made.id}`)
    setMade(undefined)
    setIssued(undefined)
  }
  return (
    <>
      <FormDialog
        opened={opened && issued === undefined}
        close={finish}
        title={made === undefined ? 'New customer' : `First key of ${made.email}`}
      >
        {made === undefined ? (
          <NewCustomerForm done={setMade} cancel={finish} />
        ) : (
          <FirstKey customerId={made.id} done={setIssued} leave={finish} />
        )}
      </FormDialog>
      <SecretCard
        title={`Key “${issued?.label ?? ''}”`}
        secret={issued?.key}
        note="Give it to the customer now. Only its hash is stored; a lost key is replaced by rotating it."
        close={finish}
      />
    </>
  )
}
