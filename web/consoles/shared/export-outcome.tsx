import { Alert, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { count } from './format.ts'
import type { ExportProgress } from './fetch-export.ts'
import type { useExport } from './use-export.ts'

type Props = {
  download: ReturnType<typeof useExport>['download']
  progress: ExportProgress | undefined
}

/** How far a download is, and what came of it. Its failure is shown by the form. */
export const ExportOutcome = ({ download, progress }: Props) => {
  if (download.isPending) {
    return (
      <Text size="sm" c="dimmed" role="status">
        {progress === undefined || progress.parts === 0 ? 'Preparing the file…' : `${summary(progress)} so far…`}
      </Text>
    )
  }
  if (download.data === undefined) return null
  return (
    <Alert color="teal" icon={<IconCheck />} title={download.data.name} role="status">
      {summary(download.data)}. It is where your browser puts downloads.
    </Alert>
  )
}

const summary = ({ parts, rows, bytes }: ExportProgress): string =>
  `${count(rows)} ${rows === 1 ? 'row' : 'rows'} in ${parts} ${parts === 1 ? 'part' : 'parts'}, ${size(bytes)}`

const size = (bytes: number): string => {
  if (bytes < 1_000) return `${bytes} bytes`
  return bytes < 1_000_000 ? `${(bytes / 1_000).toFixed(1)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}
