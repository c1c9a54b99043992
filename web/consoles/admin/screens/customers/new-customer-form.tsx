import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { NewCustomer, Settings } from '../../../shared/answers.ts'
import { DollarsInput } from '../../../shared/dollars-input.tsx'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { dollarsOfCents } from '../../../shared/format.ts'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import type { NewCustomerOrder } from '../../orders.ts'

type Props = { done: (customer: NewCustomer['customer']) => void; cancel: () => void }

export const NewCustomerForm = ({ done, cancel }: Props) => {
  const [email, setEmail] = useState('')
  const [plan, setPlan] = useState('')
  const [capCents, setCapCents] = useState<number | null>(null)
  const usual = useAnswer<Settings>('admin-settings').data?.default_customer_cap_cents
  const create = useChange<NewCustomerOrder, NewCustomer>({
    run: (api, body) => api.json<NewCustomer>('admin-customers', { method: 'POST', body }),
    touches: ['admin-customers', 'admin-overview', 'admin-audit'],
    done: ({ customer }) => `${customer.email} was created.`,
  })
  useUnsaved(email + plan !== '' || capCents !== null)
  const errors = fieldErrors(create.error, ['email', 'plan_name', 'monthly_cap_cents'])
  const order: NewCustomerOrder = {
    email: email.trim(),
    plan_name: plan.trim() === '' ? null : plan.trim(),
    monthly_cap_cents: capCents,
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        create.mutate(order, { onSuccess: ({ customer }) => done(customer) })
      }}
    >
      <Stack>
        <TextInput
          label="E-mail"
          type="email"
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
          error={errors.at('email')}
          autoComplete="off"
          required
          data-autofocus
        />
        <TextInput
          label="Plan"
          description="A name of your own. Empty: starter."
          placeholder="starter"
          maxLength={40}
          value={plan}
          onChange={(event) => setPlan(event.currentTarget.value)}
          error={errors.at('plan_name')}
        />
        <DollarsInput
          label="Monthly cap"
          description={`Dollars of a UTC month; never exceeded. Empty: ${usual === undefined ? 'the gateway’s default' : dollarsOfCents(usual)}.`}
          cents={capCents}
          change={setCapCents}
          error={errors.at('monthly_cap_cents')}
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={cancel}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create customer
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
