import { useMutation } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { ApiError, Query } from './api.ts'
import { fetchExport, type ExportedFile, type ExportProgress } from './fetch-export.ts'
import { saveFile } from './save-file.ts'
import { useApi } from './session.tsx'

/** Downloads what is chosen of an export, part by part, and saves it. */
export const useExport = (name: string, chosen: Query) => {
  const api = useApi()
  const [progress, setProgress] = useState<ExportProgress>()
  const running = useRef<AbortController>(undefined)
  const stop = (): void => running.current?.abort()
  // Nobody is there any more to whom it could be given.
  useEffect(() => () => running.current?.abort(), [])
  const download = useMutation<ExportedFile, ApiError | DOMException, Query>({
    mutationFn: async (query) => {
      running.current = new AbortController()
      setProgress({ parts: 0, rows: 0, bytes: 0 })
      return fetchExport(api, name, query, { signal: running.current.signal, progress: setProgress })
    },
    onSuccess: (file) => saveFile(file.name, file.content),
  })
  // What came of another choice says nothing of this one.
  const forget = useEffectEvent(() => {
    if (!download.isPending) download.reset()
  })
  const choice = JSON.stringify(chosen)
  useEffect(() => forget(), [choice])
  return { download, progress, start: () => download.mutate(chosen), stop }
}
