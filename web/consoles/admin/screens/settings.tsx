import { SimpleGrid, Stack } from '@mantine/core'
import type { Health, Settings } from '../../shared/answers.ts'
import { Screen } from '../../shared/screen.tsx'
import { StateOf } from '../../shared/state-of.tsx'
import { useAnswer } from '../../shared/use-answer.ts'
import { Deployment } from './settings/deployment.tsx'
import { HealthState } from './settings/health-state.tsx'
import { Migrations } from './settings/migrations.tsx'
import { Providers } from './settings/providers.tsx'
import { Retention } from './settings/retention.tsx'
import { Variables } from './settings/variables.tsx'
import { Warnings } from './settings/warnings.tsx'

/** Whether the gateway works, how it is configured, and what to do about what is missing. */
const SettingsScreen = () => {
  const settings = useAnswer<Settings>('admin-settings')
  const health = useAnswer<Health>('health', {}, { refreshMs: 15_000 })
  return (
    <Screen
      title="Settings and health"
      lead="Settings are environment variables. Here is which are set, never what any of them is."
    >
      <StateOf of={health} rows={2}>
        {(answer) => <HealthState health={answer} settings={settings.data} />}
      </StateOf>
      <StateOf of={settings} rows={10}>
        {(answer) => (
          <Stack gap="lg">
            <Warnings warnings={answer.warnings} />
            <SimpleGrid cols={{ base: 1, xl: 2 }} style={{ alignItems: 'start' }}>
              <Stack gap="md" miw={0}>
                <Deployment settings={answer} />
                <Retention settings={answer} />
                {answer.database.ok && <Migrations migrations={answer.database.migrations} />}
              </Stack>
              <Providers providers={answer.providers} />
            </SimpleGrid>
            <Variables variables={answer.variables} />
          </Stack>
        )}
      </StateOf>
    </Screen>
  )
}

export default SettingsScreen
