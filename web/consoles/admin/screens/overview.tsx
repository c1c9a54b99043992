import { SimpleGrid, Stack } from '@mantine/core'
import { useState } from 'react'
import type { Overview as Answer } from '../../shared/answers.ts'
import { thisMonth } from '../../shared/format.ts'
import { MonthPicker } from '../../shared/month-picker.tsx'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { ByDay } from './overview/by-day.tsx'
import { ErrorsByCode } from './overview/errors-by-code.tsx'
import { TopCustomers } from './overview/top-customers.tsx'
import { TopModels } from './overview/top-models.tsx'
import { Totals } from './overview/totals.tsx'

/** What an operator looks at first: what comes in, what it costs, what is open, and who is behind it. */
const Overview = () => {
  const [month, setMonth] = useState(thisMonth)
  const overview = useAnswer<Answer>('admin-overview', { month }, { refreshMs: 30_000 })
  return (
    <Screen
      title="Overview"
      lead="Figures are of one moment, and refresh by themselves."
      actions={<MonthPicker month={month} pick={setMonth} />}
    >
      <StateOf of={overview} rows={12}>
        {(answer) => (
          <Stack gap="lg">
            <Totals answer={answer} />
            <ByDay days={answer.per_day} />
            <SimpleGrid cols={{ base: 1, lg: 2 }}>
              <TopCustomers customers={answer.top_customers} />
              <ErrorsByCode errors={answer.errors} />
            </SimpleGrid>
            <TopModels models={answer.top_models} />
          </Stack>
        )}
      </StateOf>
    </Screen>
  )
}

export default Overview
