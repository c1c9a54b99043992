import type { ReactNode } from 'react'
import type { Summary } from '../shared/answers.ts'
import { Empty } from '../shared/empty.tsx'
import { StateOf } from '../shared/state-of.tsx'
import { hasRole, type Role } from './roles.ts'
import { useMe } from './use-me.ts'

type Props = {
  role: Role
  /** What those may do who have it: "Keys are made and revoked". */
  what: string
  children: ReactNode
}

/** What is behind it for keys with the role; for others, who can do it instead. The gateway decides the same by itself. */
export const NeedsRole = ({ role, what, children }: Props) => (
  <StateOf of={useMe()}>
    {({ key }) => (hasRole(key.role, role) ? children : <Refused needed={role} what={what} own={key} />)}
  </StateOf>
)

const Refused = ({ needed, what, own }: { needed: Role; what: string; own: Summary['key'] }) => (
  <Empty title={`This needs a key with the role ${needed}`}>
    {what} by keys with the role {needed === 'owner' ? 'owner' : `${needed} or above`}. You are signed in with “
    {own.label}” (…{own.key_last4}), which has the role {own.role}. Sign in with another key, or ask whoever manages the
    keys of this account.
  </Empty>
)
