import { Alert, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Health, Settings } from '../../../shared/answers.ts'
import { utcTime } from '../../../shared/format.ts'
import { MarkedText } from '../../../shared/marked-text.tsx'

type Props = { health: Health; settings: Settings | undefined }

/** Whether everything that has to be there is there, and how to set what is not. */
export const HealthState = ({ health: { env, db }, settings }: Props) => {
  const problems = [
    ...(db.ok ? [] : [{ text: `The database does not answer: ${db.error}`, how: db.hint }]),
    ...env.problems.map((text) => ({ text, how: howToMend(text, settings) })),
    ...(env.hasEngineCredentials ? [] : [{ text: 'No provider is set up', how: 'Set the key of one, see below.' }]),
  ]
  if (problems.length === 0) {
    return (
      <Alert color="teal" icon={<IconCircleCheck />} title="Everything works" role="status">
        {db.ok && <Text size="sm">The database answered at {utcTime(db.now)}. No setting is missing.</Text>}
      </Alert>
    )
  }
  return (
    <Alert
      color="red"
      icon={<IconAlertTriangle />}
      title={problems.length === 1 ? 'One thing to mend' : `${problems.length} things to mend`}
      role="alert"
    >
      <List size="sm" spacing="xs">
        {problems.map(({ text, how }) => (
          <List.Item key={text}>
            <Stack gap={0}>
              <Text size="sm" fw={600}>
                {text}
              </Text>
              {how !== undefined && (
                <Text size="sm">
                  <MarkedText text={how} />
                </Text>
              )}
            </Stack>
          </List.Item>
        ))}
      </List>
    </Alert>
  )
}

const howToMend = (problem: string, settings: Settings | undefined): string | undefined =>
  settings?.variables.find((variable) => variable.problem === problem)?.how_to_set ??
  'Set it in the environment of the gateway: on Netlify in the project’s environment variables, elsewhere in .env.'
