import { Button, Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import type { NewKey } from '../../../shared/answers.ts'
import { Failure } from '../../../shared/failure.tsx'
import { fieldErrors } from '../../../shared/field-errors.ts'
import { NEW_KEY, policyOf, type KeyPolicyBody } from '../../../shared/key-draft.ts'
import { KEY_FIELDS, KeyFields } from '../../../shared/key-fields.tsx'
import { useChange } from '../../../shared/use-change.ts'
import { useUnsaved } from '../../../shared/use-unsaved.ts'
import { hasRole, ROLES, type Role } from '../../roles.ts'
import { useMe } from '../../use-me.ts'
import { useDefaultRpm } from '../../use-default-rpm.ts'
import { useModels } from '../../use-models.ts'
import { modelNames } from './model-names.ts'

const WHAT: Readonly<Record<Role, string>> = {
  viewer: 'viewer: sees its own usage, spends nothing',
  deployer: 'deployer: makes calls',
  admin: 'admin: makes calls, manages keys and billing',
  owner: 'owner: as admin, and manages admins and owners',
}

type Body = KeyPolicyBody & { role: Role }

/** What a new key may do; the gateway holds it to the limits of the account and of the key that makes it. */
const NewKeyForm = ({ close, issued }: { close: () => void; issued: (secret: string) => void }) => {
  const [draft, setDraft] = useState(NEW_KEY)
  const [role, setRole] = useState<Role>('deployer')
  const own = useMe().data?.key.role ?? 'viewer'
  const models = useModels()
  const defaultRpm = useDefaultRpm()
  const create = useChange({
    run: (api, body: Body) => api.json<NewKey>('user-keys', { method: 'POST', body }),
    touches: ['user-keys'],
  })
  useUnsaved(JSON.stringify(draft) !== JSON.stringify(NEW_KEY))
  const errors = fieldErrors(create.error, [...KEY_FIELDS, 'role'])
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        // The secret comes this once, so it is shown even when the dialog was closed meanwhile. A failure is shown by `errors`.
        create.mutateAsync({ ...policyOf(draft), role }).then(
          ({ api_key: made }) => issued(made.key),
          () => undefined,
        )
      }}
    >
      <Stack gap="lg">
        <KeyFields
          draft={draft}
          change={(part) => setDraft((before) => ({ ...before, ...part }))}
          errors={errors}
          models={modelNames(models.data)}
          defaultRpm={defaultRpm}
          owner="account"
        />
        <Select
          label="Role"
          description="What its holder may do."
          data={ROLES.filter((name) => hasRole(own, name)).map((name) => ({ value: name, label: WHAT[name] }))}
          value={role}
          onChange={(value) => setRole(ROLES.find((name) => name === value) ?? 'deployer')}
          allowDeselect={false}
          error={errors.at('role')}
        />
        {errors.rest !== null && <Failure error={errors.rest} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={close}>
            Cancel
          </Button>
          <Button type="submit" loading={create.isPending}>
            Create key
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

export default NewKeyForm
