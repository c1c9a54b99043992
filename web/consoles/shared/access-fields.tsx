import { MultiSelect } from '@mantine/core'
import { modelOptions, type ModelName } from './access-lists.ts'

type Props = {
  /** What there is to choose from. */
  models: readonly ModelName[]
  providers: readonly string[]
  changeProviders: (providers: string[]) => void
  /** `provider/model` (access-lists.ts). */
  choices: readonly string[]
  changeChoices: (choices: string[]) => void
  /** What happens without a list. */
  otherwise: string
  errors: { providers: string | undefined; models: string | undefined }
}

/** Which providers and models may be called. */
export const AccessFields = ({ models, providers, choices, otherwise, errors, ...change }: Props) => (
  <>
    <MultiSelect
      label="Allowed providers"
      description={`Empty: ${otherwise}.`}
      data={[...new Set([...models.map(({ provider }) => provider), ...providers])]}
      value={[...providers]}
      onChange={change.changeProviders}
      error={errors.providers}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear allowed providers' }}
      nothingFoundMessage="No priced provider of that name"
    />
    <MultiSelect
      label="Allowed models"
      description={`Empty: ${otherwise}. With a list, providers without a model in it are refused.`}
      data={modelOptions(models, providers, choices)}
      value={[...choices]}
      onChange={change.changeChoices}
      error={errors.models}
      searchable
      clearable
      clearButtonProps={{ 'aria-label': 'Clear allowed models' }}
      limit={200}
      nothingFoundMessage="No priced model of that name"
    />
  </>
)
