import { Select } from '@mantine/core'
import { ROLES, type Role } from '../../../netlify/functions/_lib/domain/roles.ts'

const MEANING: Readonly<Record<Role, string>> = {
  viewer: 'viewer: reads reports, spends nothing',
  deployer: 'deployer: makes calls',
  admin: 'admin: also manages the customer’s keys',
  owner: 'owner: everything the customer may do',
}

type Props = { role: Role; pick: (role: Role) => void; error: string | undefined }

/** What a new key may do. */
export const RoleSelect = ({ role, pick, error }: Props) => (
  <Select<Role>
    label="Role"
    description="It stays with the key and with those it is rotated to."
    allowDeselect={false}
    data={ROLES.map((value) => ({ value, label: MEANING[value] }))}
    value={role}
    onChange={(value) => {
      if (value !== null) pick(value)
    }}
    error={error}
  />
)
