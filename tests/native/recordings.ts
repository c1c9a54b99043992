import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { openRecordedCorpus } from '../support/recorded.ts'
import { laneOf, type LaneName } from './lanes.ts'

/** A recorded answer as the bytes that a vendor sends. */
export type VendorAnswer = {
  name: string
  provider: string
  lane: LaneName
  /** As recorded; undefined where the recording does not say. */
  model: string | undefined
  isStream: boolean
  bytes: Buffer
}

const FIXTURES = resolve(import.meta.dirname, '../fixtures/recorded')

/** Where the project's own recordings come from. Gemini's compatible server stands for any that has no entry of its own. */
const FIXTURE_FOLDERS: Readonly<Record<string, { provider: string; lane: LaneName }>> = {
  'openai-chat': { provider: 'openai', lane: 'chat' },
  'gemini-compatible': { provider: 'openrouter', lane: 'chat' },
  groq: { provider: 'groq', lane: 'chat' },
  mistral: { provider: 'mistral', lane: 'chat' },
  deepseek: { provider: 'deepseek', lane: 'chat' },
  xai: { provider: 'xai', lane: 'chat' },
  openrouter: { provider: 'openrouter', lane: 'chat' },
  'openai-responses': { provider: 'openai', lane: 'responses' },
  anthropic: { provider: 'anthropic', lane: 'messages' },
  gemini: { provider: 'gemini', lane: 'generateContent' },
}

/** The answers in `tests/fixtures/recorded`, byte for byte; refusals are left out. */
export const fixtureAnswers = (): VendorAnswer[] =>
  Object.entries(FIXTURE_FOLDERS).flatMap(([folder, origin]) =>
    readdirSync(join(FIXTURES, folder))
      .filter((file) => !file.startsWith('error-'))
      .map((file) => ({
        ...origin,
        name: `${folder}/${file}`,
        model: undefined,
        isStream: file.endsWith('.sse'),
        bytes: readFileSync(join(FIXTURES, folder, file)),
      })),
  )

/**
 * The answers of the corpus; undefined where it is absent. JSON is written with other white space than this project writes, so that
 * an answer that was parsed and written again would show.
 */
export const corpusAnswers = (): VendorAnswer[] | undefined => {
  const corpus = openRecordedCorpus()
  return corpus?.usage.map((row) => {
    const recording = corpus.read(row)
    const isStream = recording.format === 'sse'
    const text = isStream ? recording.text : JSON.stringify(recording.body, null, 1)
    return {
      name: row.file,
      provider: row.provider === 'gemini' && row.kind === 'chat' ? 'openrouter' : row.provider,
      lane: laneOf(row.kind).name,
      model: row.model ?? undefined,
      isStream,
      bytes: Buffer.from(text),
    }
  })
}
