import type { UserEvents } from './answers.ts'
import type { DayChartProps } from './day-chart.tsx'
import { providerName } from './provider-name.ts'

type Rows = UserEvents['by_day_model']

/** Told apart in light and dark, and by those who do not see all colours (Okabe and Ito’s); the dearest model has the first. */
const COLORS = ['#3b6fd4', '#e69f00', '#009e73', '#cc79a7', '#56b4e9']
const COLOR_OF_OTHERS = 'gray.5'
const OTHERS = 'others'

/** Bars of days, each of what its models cost; those come in the order of what they cost in the whole month, all others last. */
export const daysByModel = (rows: Rows): Pick<DayChartProps, 'days' | 'series'> => {
  const total = new Map<string, { row: Rows[number]; usd: number }>()
  const days = new Map<string, Record<string, number | string> & { day: string }>()
  for (const row of rows) {
    const [name, usd] = [nameOf(row), Number(row.cost_usd)]
    total.set(name, { row, usd: (total.get(name)?.usd ?? 0) + usd })
    days.set(row.day, { ...(days.get(row.day) ?? { day: row.day }), [name]: usd })
  }
  const named = [...total].filter(([name]) => name !== OTHERS).toSorted(([, a], [, b]) => b.usd - a.usd)
  const models = named.map(([, { row }]) => row.model)
  const series = named.map(([name, { row }], place) => ({
    name,
    label: labelOf(row, models),
    color: COLORS[place] ?? COLOR_OF_OTHERS,
  }))
  const others = total.has(OTHERS) ? [{ name: OTHERS, label: 'Other models', color: COLOR_OF_OTHERS }] : []
  return { days: [...days.values()], series: [...series, ...others] }
}

/** Without dots, which the chart takes for a way into something. */
const nameOf = ({ provider, model }: Rows[number]): string =>
  model === null ? OTHERS : `${provider ?? ''}/${model}`.replaceAll('.', '·')

/** With the provider where two have a model of that name. */
const labelOf = ({ provider, model }: Rows[number], models: readonly (string | null)[]): string => {
  const isAlone = models.filter((other) => other === model).length === 1
  return isAlone ? (model ?? '') : `${model ?? ''} (${providerName(provider ?? '')})`
}
