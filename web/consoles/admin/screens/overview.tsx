import { Box, SimpleGrid, Stack } from '@mantine/core'
import { memo } from 'react'
import type { Overview as Answer } from '../../shared/answers.ts'
import { Below } from '../../shared/below.tsx'
import { thisMonth } from '../../shared/format.ts'
import { monthBefore } from '../../shared/month-before.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { useMonth } from '../../shared/use-month.ts'
import { Attention } from './overview/attention.tsx'
import { ByDay } from './overview/by-day.tsx'
import { ErrorsByCode } from './overview/errors-by-code.tsx'
import { MinorTotals } from './overview/minor-totals.tsx'
import { TopCustomers } from './overview/top-customers.tsx'
import { TopModels } from './overview/top-models.tsx'
import { Totals } from './overview/totals.tsx'

/** What an operator looks at first: what comes in, what it costs, what is open, and who is behind it. */
const Overview = () => {
  const { month, asked, pick } = useMonth()
  const overview = useAnswer<Answer>('admin-overview', { month: asked }, { refreshMs: 30_000 })
  const { data: earlier } = useAnswer<Answer>(
    'admin-overview',
    { month: monthBefore(overview.data?.month.month ?? month) },
    // What figures are held against comes after them.
    { enabled: overview.data !== undefined },
  )
  return (
    <Screen
      title="Overview"
      lead="Figures are of one moment, and refresh by themselves."
      actions={<MonthPicker month={month} pick={pick} />}
    >
      <StateOf of={overview} rows={12}>
        {(answer) => <Month answer={answer} earlier={earlier} isOld={overview.isPlaceholderData} />}
      </StateOf>
    </Screen>
  )
}

export default Overview

type MonthProps = { answer: Answer; earlier: Answer | undefined; isOld: boolean }

/** `isOld`: another month is on its way. */
const Month = ({ answer, earlier, isOld }: MonthProps) => (
  <Box style={{ opacity: isOld ? 0.5 : 1 }} aria-busy={isOld || undefined}>
    <Stack gap="lg">
      {isCurrent(answer) && <Attention answer={answer} />}
      <Totals answer={answer} earlier={earlier} />
      <MinorTotals answer={answer} isCurrent={isCurrent(answer)} />
      <Details answer={answer} />
    </Stack>
  </Box>
)

/** Not drawn again when there is something new about the figures above it. */
const Details = memo(({ answer }: { answer: Answer }) => (
  <Below>
    <ByDay answer={answer} />
    <SimpleGrid cols={{ base: 1, lg: 2 }} style={{ alignItems: 'start' }}>
      <TopCustomers customers={answer.top_customers} />
      <ErrorsByCode errors={answer.errors} isCurrent={isCurrent(answer)} />
    </SimpleGrid>
    <TopModels models={answer.top_models} month={answer.month.month} />
  </Below>
))
Details.displayName = 'Details'

const isCurrent = ({ month }: Answer): boolean => month.month === thisMonth()
