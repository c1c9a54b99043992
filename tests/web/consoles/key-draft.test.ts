import { expect, test } from 'vitest'
import { changedFields } from '../../../web/consoles/shared/changed-fields.ts'
import { draftOf, NEW_KEY, policyOf } from '../../../web/consoles/shared/key-draft.ts'

const KEY = {
  label: 'production',
  monthly_cap_cents: 500,
  rpm_limit: -1,
  rpd_limit: null,
  concurrency_limit: 0,
  max_devices: 3,
  require_install_id: false,
  allowed_providers: ['openai'],
  allowed_models: { openai: ['gpt-4o-mini'] },
  expires_at: '2027-03-28T01:30:45.678Z',
}

test('a key that nobody touched has nothing to send, whatever its expiry is cut to', () => {
  expect(changedFields(policyOf(draftOf(KEY)), policyOf(draftOf(KEY)))).toEqual({})
})

test('only what was changed is sent', () => {
  const before = draftOf(KEY)
  const after = { ...before, capCents: null, models: [], requireInstallId: null }
  expect(changedFields(policyOf(before), policyOf(after))).toEqual({
    monthly_cap_cents: null,
    allowed_models: null,
    require_install_id: null,
  })
})

test('the policy of a key is what it was, to the minute of its expiry', () => {
  expect(policyOf(draftOf(KEY))).toEqual({ ...KEY, expires_at: '2027-03-28T01:30:00.000Z' })
})

test('a new key says nothing of its own', () => {
  expect(policyOf(NEW_KEY)).toEqual({
    monthly_cap_cents: null,
    rpm_limit: null,
    rpd_limit: null,
    concurrency_limit: null,
    max_devices: null,
    require_install_id: null,
    allowed_providers: null,
    allowed_models: null,
    expires_at: null,
  })
})
