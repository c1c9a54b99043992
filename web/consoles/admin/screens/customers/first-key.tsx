import { Alert, Button, Group, Stack, TextInput } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { useState } from 'react'
import type { Role } from '../../../../../netlify/functions/_lib/domain/roles.ts'
import type { NewKey } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { RoleSelect } from '../../role-select.tsx'
import { useNewKey } from '../../use-new-key.ts'

type Props = { customerId: string; done: (key: NewKey['api_key']) => void; leave: () => void }

/** The key that a customer begins with; everything else about it can be set later. */
export const FirstKey = ({ customerId, done, leave }: Props) => {
  const [label, setLabel] = useState('main')
  const [role, setRole] = useState<Role>('owner')
  const issue = useNewKey()
  const errors = fieldErrors(issue.error, ['label', 'role'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const order = { customer_id: customerId, role, ...(label.trim() === '' ? {} : { label: label.trim() }) }
        issue.mutate(order, { onSuccess: ({ api_key: key }) => done(key) })
      }}
    >
      <Stack>
        <Alert color="teal" icon={<IconCheck />} title="The customer is there">
          It needs a key to make calls. Create the first one now, or later among its keys.
        </Alert>
        <TextInput
          label="Label"
          maxLength={60}
          value={label}
          onChange={(event) => setLabel(event.currentTarget.value)}
          error={errors.at('label')}
          data-autofocus
        />
        <RoleSelect role={role} pick={setRole} error={errors.at('role')} />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={leave}>
            Not now
          </Button>
          <Button type="submit" loading={issue.isPending}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
