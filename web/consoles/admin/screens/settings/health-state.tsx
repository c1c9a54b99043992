import { Alert, List, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import type { Health, Settings } from '../../../shared/answers.ts'
import { utcTime } from '../../../shared/format.ts'
import { MarkedText } from '../../../shared/marked-text.tsx'

type Props = { health: Health; settings: Settings | undefined }

/** Whether everything that has to be there is there, and how to set what is not. */
export const HealthState = ({ health, settings }: Props) => {
  const problems = problemsOf(health, settings)
  if (problems.length > 0) return <Broken problems={problems} />
  const answered = health.db.ok ? `The database answered at ${utcTime(health.db.now)}. No setting is wrong.` : ''
  const isSandboxOnly = settings !== undefined && !settings.providers.some(isVendor)
  const payments = settings?.stripe.mode === 'off' ? 'payments are off' : undefined
  if (isSandboxOnly) {
    return (
      <Alert
        color="yellow"
        icon={<IconAlertTriangle />}
        title={['Running on the sandbox only: no vendor has a key', payments].filter(Boolean).join('; ')}
        role="status"
      >
        <Text size="sm">Set the key of a vendor, below, and its models answer. {answered}</Text>
      </Alert>
    )
  }
  return (
    <Alert color="teal" icon={<IconCircleCheck />} title="Everything works" role="status">
      <Text size="sm">
        {answered}
        {payments !== undefined && ' Payments are off: STRIPE_SECRET_KEY is not set.'}
      </Text>
    </Alert>
  )
}

/** The sandbox answers without anybody. */
const isVendor = ({ name, configured }: Settings['providers'][number]): boolean => configured && name !== 'sandbox'

type Problem = { text: string; how: string | undefined }

const problemsOf = ({ env, db }: Health, settings: Settings | undefined): Problem[] => [
  ...(db.ok ? [] : [{ text: `The database does not answer: ${db.error}`, how: db.hint }]),
  ...env.problems.map((text) => ({ text, how: howToMend(text, settings) })),
  ...(env.hasEngineCredentials ? [] : [{ text: 'No provider is set up', how: 'Set the key of one, see below.' }]),
]

const howToMend = (problem: string, settings: Settings | undefined): string | undefined =>
  settings?.variables.find((variable) => variable.problem === problem)?.how_to_set ??
  'Set it in the environment of the gateway: on Netlify in the project’s environment variables, elsewhere in .env.'

const Broken = ({ problems }: { problems: readonly Problem[] }) => (
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
