import { resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { withLongAnswers, withSandboxDefault, withUnlimitedExports } from '../../scripts/serve/environment.ts'
import { readServeSettings } from '../../scripts/serve/settings.ts'

describe('settings of the dedicated server', () => {
  test('have defaults that suit a laptop', () => {
    expect(readServeSettings({})).toEqual({
      host: '127.0.0.1',
      port: 8787,
      dataDirectory: resolve('.data'),
      trustProxy: undefined,
      demo: 'month',
      graceSeconds: 5,
      siteDirectory: undefined,
    })
  })

  test('an empty variable is a variable that is not set', () => {
    expect(readServeSettings({ PORT: '', HOST: '' })).toMatchObject({ port: 8787, host: '127.0.0.1' })
  })

  test('make no demo in a database that somebody set up, unless asked to', () => {
    expect(readServeSettings({ DATABASE_URL: 'postgres://x' }).demo).toBe('off')
    expect(readServeSettings({ DATABASE_URL: 'postgres://x', DEMO: '1' }).demo).toBe('on')
    expect(readServeSettings({ DATABASE_URL: 'postgres://x', DEMO: 'month' }).demo).toBe('month')
    expect(readServeSettings({ DEMO: 'off' }).demo).toBe('off')
  })

  test('that are wrong are all named at once', () => {
    const read = () => readServeSettings({ PORT: 'eighty', TRUST_PROXY: 'maybe', DEMO: 'year' })
    expect(read).toThrow(
      /PORT: must be a number\n {2}TRUST_PROXY: must be on or off\n {2}DEMO: must be on, off or month/,
    )
  })
})

describe('the sandbox', () => {
  test('is on where no provider is configured', () => {
    expect(withSandboxDefault({})['SANDBOX_PROVIDER']).toBe('on')
    expect(withSandboxDefault({ OPENAI_API_KEY: '' })['SANDBOX_PROVIDER']).toBe('on')
  })

  test('is left alone where one is, or where it was decided', () => {
    expect(withSandboxDefault({ GROQ_API_KEY: 'x' })['SANDBOX_PROVIDER']).toBeUndefined()
    expect(withSandboxDefault({ SANDBOX_PROVIDER: 'off' })['SANDBOX_PROVIDER']).toBe('off')
  })
})

describe('answers', () => {
  test('may take ten minutes, unless it was said how long', () => {
    expect(withLongAnswers({})['SOFT_DEADLINE_MS']).toBe('600000')
    expect(withLongAnswers({ SOFT_DEADLINE_MS: '' })['SOFT_DEADLINE_MS']).toBe('600000')
    expect(withLongAnswers({ SOFT_DEADLINE_MS: '55000' })['SOFT_DEADLINE_MS']).toBe('55000')
  })
})

describe('exports', () => {
  test('are as long as they are, unless a limit was set', () => {
    expect(withUnlimitedExports({})['EXPORT_MAX_ROWS']).toBe('0')
    expect(withUnlimitedExports({ EXPORT_MAX_ROWS: '' })['EXPORT_MAX_ROWS']).toBe('0')
    expect(withUnlimitedExports({ EXPORT_MAX_ROWS: '500' })['EXPORT_MAX_ROWS']).toBe('500')
  })
})
