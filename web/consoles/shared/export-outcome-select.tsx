import { Select } from '@mantine/core'
import { OUTCOME_OPTIONS } from './outcome-names.ts'
import { useInAddress } from './use-address.ts'

/** How the calls of an export ended, as the address says; undefined: in any way. */
export const useExportOutcome = () => {
  const [named, pick] = useInAddress('outcome')
  return { outcome: OUTCOME_OPTIONS.find(({ value }) => value === named)?.value, pick }
}

/** What an export of calls is narrowed to. */
export const ExportOutcomeSelect = ({ outcome, pick }: ReturnType<typeof useExportOutcome>) => (
  <Select
    label="Outcome"
    placeholder="Any outcome"
    clearable
    clearButtonProps={{ 'aria-label': 'Clear outcome' }}
    data={OUTCOME_OPTIONS}
    value={outcome ?? null}
    onChange={(value) => pick(value ?? undefined)}
  />
)
