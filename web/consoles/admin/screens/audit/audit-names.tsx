import { Stack } from '@mantine/core'
import type { AuditRow } from '../../../shared/answers.ts'
import { actorName } from '../../actor-name.ts'
import { CustomerLink } from '../../customer-link.tsx'
import { KeyLink } from '../../key-link.tsx'

/** Who did it: an operator, the gateway itself, or somebody with a key. */
export const Actor = ({ of: { actor, actor_label: label, actor_last4: last4 } }: { of: AuditRow }) => {
  if (label !== null) {
    return (
      <>
        Key {label} <span style={{ whiteSpace: 'nowrap' }}>…{last4 ?? ''}</span>
      </>
    )
  }
  return <>{actorName(actor)}</>
}

/** Whom or what it was done to; `ofOne`: whom is known, and left out. */
export const Target = ({ of, ofOne = false }: { of: AuditRow; ofOne?: boolean }) => {
  const { target, customer_id: id, customer_email: email, key_label: label, key_last4: last4 } = of
  if (id === null || email === null) return <>{target ?? '–'}</>
  return (
    <Stack gap={0} align="flex-start">
      {ofOne ? label === null && 'The customer' : <CustomerLink id={id} email={email} />}
      {label !== null && <KeyLink customerId={id} label={label} last4={last4} />}
    </Stack>
  )
}
