import { Button, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { Model } from '../../../shared/answers.ts'
import { Modal } from '../../../shared/modal.tsx'
import { StateOf } from '../../../shared/state-of.tsx'
import { useHasRole } from '../../use-me.ts'
import { chatModels, useModels, usualModel } from '../../use-models.ts'
import { gatewayAddress } from '../../gateway-address.ts'
import { CodeBlock } from '../../code-block.tsx'

const SUBMIT = `curl -X POST GATEWAY/.netlify/functions/gateway-job-submit \\
  -H "authorization: Bearer $KAIXU_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"provider": "PROVIDER", "model": "MODEL", "messages": [{"role": "user", "content": "Write a long report"}]}'`

const RESULT = `curl "GATEWAY/.netlify/functions/gateway-job-result?id=$JOB_ID" \\
  -H "authorization: Bearer $KAIXU_KEY"`

/** The way to a first job, and to the next ones, for those who may submit one. */
export const HowToSubmit = () => {
  const [opened, { open, close }] = useDisclosure(false)
  if (!useHasRole('deployer')) return null
  return (
    <>
      <Button variant="default" onClick={open}>
        Submit a job
      </Button>
      <Modal opened={opened} onClose={close} title="Submit a job" size="lg">
        <Stack>
          <Text size="sm">
            A job is the body of a chat. It is answered in the background for up to 14 minutes, whether or not anybody
            is connected; with a callback_url you are told when it is done.
          </Text>
          <Commands />
        </Stack>
      </Modal>
    </>
  )
}

const Commands = () => (
  <StateOf of={useModels()} rows={4}>
    {(answer) => {
      const model = usualModel(chatModels(answer))
      return (
        <>
          {model === undefined ? (
            <Text size="sm">No model answers this key: its lists allow none, or no provider is set up.</Text>
          ) : (
            <CodeBlock title="Submit" what="the command that submits" code={submitCommand(model)} />
          )}
          <Text size="sm">The answer names the job. When its status is succeeded, fetch the result:</Text>
          <CodeBlock title="Result" what="the command that fetches the result" code={here(RESULT)} />
        </>
      )
    }}
  </StateOf>
)

const here = (code: string): string => code.replace('GATEWAY', gatewayAddress())

const submitCommand = ({ kaixu: { provider, model } }: Model): string =>
  here(SUBMIT).replace('PROVIDER', provider).replace('MODEL', model)
