import { sentence } from './sentence.ts'

/** What messages to webhooks tell of. */
const NAMES: Readonly<Record<string, string>> = {
  CAP_WARN_CUSTOMER: 'Account near its cap',
  CAP_REACHED_CUSTOMER: 'Account cap reached',
  CAP_WARN_KEY: 'Key near its cap',
  CAP_REACHED_KEY: 'Key cap reached',
  AUTO_TOPUP_SUCCEEDED: 'Automatic top-up paid',
  AUTO_TOPUP_FAILED: 'Automatic top-up failed',
  JOB_SUCCEEDED: 'Job succeeded',
  JOB_FAILED: 'Job failed',
  TEST: 'Test message',
}

/** A type of message in plain words; one that is not known, as its code reads. */
export const messageName = (type: string): string =>
  (Object.hasOwn(NAMES, type) ? NAMES[type] : undefined) ?? sentence(type)
