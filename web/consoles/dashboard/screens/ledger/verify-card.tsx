import { Alert, Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core'
import { IconDownload, IconShieldCheck } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { ApiError } from '../../../shared/api.ts'
import { Failure } from '../../../shared/failure.tsx'
import { count } from '../../../shared/format.ts'
import { saveFile } from '../../../shared/save-file.ts'
import { useApi } from '../../../shared/session.tsx'
import type { Scope } from '../../scope-switch.tsx'
import { replayLedger, type Replay } from './replay.ts'
import { Verdict } from './verdict.tsx'

/** Without TLS a browser gives no page its cryptography. */
const CAN_HASH = 'subtle' in crypto

/** Of one key: a part, between whose entries others are missing. */
const FILES: Readonly<Record<Scope, string>> = { customer: 'kaixu-ledger.json', key: 'kaixu-ledger-key.json' }

/** Recomputes every hash here, in the browser, so that nobody's word has to be taken. */
export const VerifyCard = ({ scope, total }: { scope: Scope; total: number | undefined }) => {
  const api = useApi()
  const [read, setRead] = useState(0)
  const running = useRef<AbortController>(undefined)
  useEffect(() => () => running.current?.abort(), [])
  const replay = useMutation<Replay, ApiError | DOMException, Scope>({
    mutationFn: (asked) => {
      running.current = new AbortController()
      setRead(0)
      return replayLedger(api, { scope: asked, signal: running.current.signal, progress: setRead })
    },
  })
  const result = replay.variables === scope ? replay.data : undefined
  return (
    <Paper withBorder p="lg">
      <Stack>
        <Title order={2} size="h5">
          Verify it yourself
        </Title>
        <Text size="sm" c="dimmed">
          {scope === 'customer'
            ? 'Every entry carries a hash of itself and of the entry before it. This page downloads all of them and recomputes each hash, here in your browser.'
            : 'This page downloads the entries of this key and recomputes each hash, here in your browser. That none is missing between them only a key with the role admin can see.'}
        </Text>
        <Group>
          <Button
            leftSection={<IconShieldCheck size={16} />}
            loading={replay.isPending}
            disabled={!CAN_HASH}
            onClick={() => replay.mutate(scope)}
          >
            Download and verify
          </Button>
          {replay.isPending && (
            <Button variant="default" onClick={() => running.current?.abort()}>
              Stop
            </Button>
          )}
          {result !== undefined && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} />}
              onClick={() => saveFile(FILES[scope], result.file)}
            >
              Save as JSON
            </Button>
          )}
        </Group>
        {!CAN_HASH && (
          <Alert color="yellow" title="This page was not opened over HTTPS">
            A browser lets pages compute hashes over HTTPS, or on localhost, only.
          </Alert>
        )}
        {replay.isPending && (
          <Stack gap={4}>
            <Progress
              value={total === undefined || total === 0 ? 100 : (read / total) * 100}
              animated
              aria-label="Entries verified"
            />
            <Text size="sm">
              {count(read)}
              {total === undefined ? '' : ` of ${count(total)}`} entries verified
            </Text>
          </Stack>
        )}
        {replay.error instanceof ApiError && <Failure error={replay.error} />}
        {result !== undefined && (
          <div role="status">
            <Verdict of={result} />
          </div>
        )}
      </Stack>
    </Paper>
  )
}
