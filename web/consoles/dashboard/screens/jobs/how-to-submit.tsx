import { Button, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { gatewayAddress } from '../../gateway-address.ts'
import { CodeBlock } from '../../code-block.tsx'

const SUBMIT = `curl -X POST GATEWAY/.netlify/functions/gateway-job-submit \\
  -H "authorization: Bearer $KAIXU_KEY" \\
  -H 'content-type: application/json' \\
  -d '{"provider": "openai", "model": "gpt-4o-mini", "messages": [{"role": "user", "content": "Write a long report"}]}'`

const RESULT = `curl "GATEWAY/.netlify/functions/gateway-job-result?id=$JOB_ID" \\
  -H "authorization: Bearer $KAIXU_KEY"`

/** The way to a first job, and to the next ones. */
export const HowToSubmit = () => {
  const [opened, { open, close }] = useDisclosure(false)
  const here = (code: string) => code.replace('GATEWAY', gatewayAddress())
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
          <CodeBlock title="Submit" what="the command that submits" code={here(SUBMIT)} />
          <Text size="sm">The answer names the job. When its status is succeeded, fetch the result:</Text>
          <CodeBlock title="Result" what="the command that fetches the result" code={here(RESULT)} />
        </Stack>
      </Modal>
    </>
  )
}
