import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createDirectoryBlobs } from '../../netlify/functions/_lib/integrations/blobs-directory.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kaixu-blobs-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

test('many writers of one key at once: each is whole, one is last, nothing else is left', async () => {
  const blobs = createDirectoryBlobs(folder)
  const texts = Array.from({ length: 50 }, (_, n) => String(n).repeat(10_000))
  await Promise.all(texts.map((text) => blobs.put('day/1.ndjson', text)))
  expect(texts).toContain(await blobs.get('day/1.ndjson'))
  expect(await readdir(folder)).toHaveLength(1)
})
