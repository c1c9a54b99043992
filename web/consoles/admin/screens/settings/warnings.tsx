import { Alert, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { Settings } from '../../../shared/answers.ts'
import { MarkedText } from '../../../shared/marked-text.tsx'

/** What works, and should be seen to all the same. */
export const Warnings = ({ warnings }: { warnings: Settings['warnings'] }) =>
  warnings.map(({ variable, text, how_to_mend: how }) => (
    <Alert key={variable} color="yellow" icon={<IconAlertTriangle />} title={`${variable} is not set`} role="status">
      <Stack gap={4}>
        <Text size="sm">{text}.</Text>
        <Text size="sm">
          <MarkedText text={how} />
        </Text>
      </Stack>
    </Alert>
  ))
