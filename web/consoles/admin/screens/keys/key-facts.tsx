import type { Key } from '../../../shared/answers.ts'
import { Facts } from '../../../shared/facts.tsx'
import { Instant } from '../../../shared/instant.tsx'
import { KeyStatus } from '../../../shared/key-status.tsx'
import { Money } from '../../../shared/money.tsx'
import { CustomerLink } from '../../customer-link.tsx'

/** What is known of a key besides its policy. */
export const KeyFacts = ({ known }: { known: Key }) => (
  <Facts
    of={[
      ['Status', <KeyStatus status={known.status} />],
      ['Customer', <CustomerLink id={known.customer_id} email={known.customer_email} />],
      ['Id', known.id],
      ['Ends in', <span className="kx-mono">{known.key_last4}</span>],
      ['Role', known.role],
      ['Spent this month', <Money usd={known.spent_usd} />],
      ['Created', <Instant at={known.created_at} />],
      ['Last seen', <Instant at={known.last_seen_at} />],
      ['Rotated from', known.rotated_from === null ? undefined : `key ${known.rotated_from}`],
      [
        known.status === 'rotating' ? 'Works until' : 'Revoked',
        known.revoked_at === null ? undefined : (
          <>
            <Instant at={known.revoked_at} />
            {known.revoked_by !== null && ` by ${known.revoked_by === 'admin' ? 'an operator' : known.revoked_by}`}
          </>
        ),
      ],
    ]}
  />
)
