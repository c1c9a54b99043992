import { Group, Paper, SimpleGrid, Stack, Text, Title } from '@mantine/core'
import type { InvoiceAnswer } from '../../../shared/answers.ts'
import type { Query } from '../../../shared/api.ts'
import { Choice } from '../../../shared/choice.tsx'
import { Confirm } from '../../../shared/confirm.tsx'
import { Figure } from '../../../shared/figure.tsx'
import { compact, count, localTime, monthName } from '../../../shared/format.ts'
import { Instant } from '../../../shared/instant.tsx'
import { Money } from '../../../shared/money.tsx'
import { StatusBadge } from '../../../shared/status-badge.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useAnswer } from '../../../shared/use-answer.ts'
import { useChange } from '../../../shared/use-change.ts'
import { useState } from 'react'
import { uniqueId } from '../../../../client/unique-id.ts'
import { InvoiceActions } from './invoice-actions.tsx'
import { LineItems } from './line-items.tsx'

type Props = { customerId: string; month: string; show: (query: Query) => void }

/** What is chosen of a month: a revision that was issued, the latest of them, or how it stands now. */
type Choosing = string | undefined

const LIVE = 'live'

/** A month's invoice, and a way to issue the next revision. */
export const MonthInvoice = ({ customerId, month, show }: Props) => {
  const [chosen, setChosen] = useState<Choosing>()
  const which: Query = {
    customer_id: customerId,
    month,
    ...(chosen === LIVE ? { preview: 1 } : { revision: chosen }),
  }
  const invoice = useAnswer<InvoiceAnswer>('admin-invoices', which)
  return (
    <StateOf of={invoice} rows={8}>
      {(answer) => (
        <Paper withBorder p="md">
          <Stack>
            <Group justify="space-between">
              <Group gap="xs">
                <Title order={2} size="h5">
                  {answer.snapshot.number === null
                    ? `Preview of ${monthName(month)}`
                    : `Invoice ${answer.snapshot.number}`}
                </Title>
                <State answer={answer} />
              </Group>
              <Group gap="xs">
                <Choice
                  label="Revision"
                  placeholder={answer.exists || chosen === LIVE ? 'Latest revision' : 'As it stands now'}
                  options={[
                    ...(answer.revisions ?? []).map(({ revision, issued_at: at }) => ({
                      value: String(revision),
                      label: `Revision ${revision}, ${localTime(at, 'day')}`,
                    })),
                    { value: LIVE, label: 'As it stands now' },
                  ]}
                  value={chosen}
                  pick={setChosen}
                  w={200}
                  size="xs"
                />
                <InvoiceActions query={which} name={answer.snapshot.number ?? `${month} preview`} show={show} />
                <Issue customerId={customerId} month={month} answer={answer} issued={() => setChosen(undefined)} />
              </Group>
            </Group>
            <Totals of={answer.snapshot.totals} />
            <LineItems snapshot={answer.snapshot} />
          </Stack>
        </Paper>
      )}
    </StateOf>
  )
}

const State = ({ answer: { snapshot, updated_at: at } }: { answer: InvoiceAnswer }) =>
  snapshot.number === null ? (
    <StatusBadge tone="quiet">Not issued</StatusBadge>
  ) : (
    <>
      <StatusBadge tone="good">issued</StatusBadge>
      <Text size="sm" c="dimmed" component="div">
        <Instant at={at} />
      </Text>
    </>
  )

const Totals = ({ of: totals }: { of: InvoiceAnswer['snapshot']['totals'] }) => (
  <SimpleGrid cols={{ base: 2, md: 4 }}>
    <Figure
      label={totals.amount_due_cents < 0 ? 'Credit left' : 'Amount due'}
      note={
        <>
          <Money usd={totals.grand_total_usd} digits={2} /> less <Money usd={totals.credits_usd} digits={2} /> credits
        </>
      }
    >
      <Money usd={totals.amount_due_usd.replace(/^-/, '')} digits={2} />
    </Figure>
    <Figure label="Usage" note={`${count(totals.calls)} calls`}>
      <Money usd={totals.spent_usd} digits={2} />
    </Figure>
    <Figure label="Plan fee">
      <Money usd={totals.plan_fee_usd} digits={2} />
    </Figure>
    <Figure label="Tokens" note={`${count(totals.input_tokens)} in, ${count(totals.output_tokens)} out`}>
      {compact(totals.total_tokens)}
    </Figure>
  </SimpleGrid>
)

type IssueProps = { customerId: string; month: string; answer: InvoiceAnswer; issued: () => void }

const Issue = ({ customerId, month, answer, issued }: IssueProps) => {
  const next = (answer.revisions?.[0]?.revision ?? 0) + 1
  // Pressed again after a lost answer, it is the revision that was issued then.
  const [once, setOnce] = useState(uniqueId)
  const issue = useChange<undefined, { revision: number }>({
    run: (api) =>
      api.json('admin-invoices', {
        method: 'POST',
        headers: { 'idempotency-key': `${once} ${customerId} ${month}` },
        query: { customer_id: customerId, month },
      }),
    touches: ['admin-invoices'],
    done: ({ revision }) => `Revision ${revision} of ${monthName(month)} is issued.`,
  })
  return (
    <Confirm
      size="compact-sm"
      label={next === 1 ? 'Issue the invoice' : `Issue revision ${next}`}
      question={
        next === 1
          ? `The invoice of ${monthName(month)} is made of the books as they stand now, and never changes afterwards.`
          : `What was issued before stays as it is; revision ${next} is made of the books as they stand now, and is what counts.`
      }
      act={async () => {
        await issue.mutateAsync(undefined)
        setOnce(uniqueId())
        issued()
      }}
      pending={issue.isPending}
      error={issue.error}
    />
  )
}
