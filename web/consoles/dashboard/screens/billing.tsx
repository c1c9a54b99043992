import { Alert, SimpleGrid, Stack } from '@mantine/core'
import type { Billing as Answer } from '../../shared/answers.ts'
import { usePaging } from '../../shared/paging.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useInAddress } from '../../shared/use-address.ts'
import { useAnswer } from '../../shared/use-answer.ts'
import { NeedsRole } from '../needs-role.tsx'
import { useHasRole } from '../use-me.ts'
import { AutoTopUp } from './billing/auto-top-up.tsx'
import { Balance } from './billing/balance.tsx'
import { Card } from './billing/card.tsx'
import { TopUpForm } from './billing/top-up-form.tsx'
import { TopUpHistory } from './billing/top-up-history.tsx'

/** Money in: now, by itself, and what was paid so far. */
const Billing = () => (
  <Screen title="Billing" lead="A top-up raises the cap of the current month at once.">
    <NeedsRole role="deployer" what="Top-ups are paid">
      <Balance />
      <Content />
    </NeedsRole>
  </Screen>
)

export default Billing

const Content = () =>
  useHasRole('admin') ? (
    <Account />
  ) : (
    <Stack>
      <TopUpForm />
      <Alert color="gray" title="Automatic top-ups, the card and the history">
        These are for keys with the role admin or above.
      </Alert>
    </Stack>
  )

const Account = () => {
  const [q, setQ] = useInAddress('q')
  const paging = usePaging()
  const billing = useAnswer<Answer>('user-billing', { q, limit: 25, cursor: paging.cursor })
  return (
    <StateOf of={billing} rows={10}>
      {(answer) => (
        <Stack gap="lg">
          <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
            <Stack gap="lg">
              <TopUpForm card={answer.card} />
              <Card card={answer.card} />
            </Stack>
            <AutoTopUp billing={answer} />
          </SimpleGrid>
          <TopUpHistory rows={answer.topups} q={q} search={setQ} paging={paging} nextCursor={answer.next_cursor} />
        </Stack>
      )}
    </StateOf>
  )
}
