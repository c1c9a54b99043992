import { sentence } from '../../../shared/sentence.ts'

/** What the audit's actions are called. */
const NAMES: Readonly<Record<string, string>> = {
  ADMIN_LOGIN_OK: 'Operator signed in',
  ADMIN_LOGIN_FAIL: 'Sign-in refused',
  CUSTOMER_CREATE: 'Customer created',
  CUSTOMER_UPDATE: 'Customer changed',
  KEY_CREATE: 'Key created',
  KEY_UPDATE: 'Key changed',
  KEY_ROTATE: 'Key rotated',
  KEY_REVOKE: 'Key revoked',
  KEY_UNREVOKE: 'Key restored',
  DEVICE_REVOKE: 'Device revoked',
  DEVICE_UNREVOKE: 'Device restored',
  TOPUP_MANUAL: 'Topped up by hand',
  TOPUP_TAKEN_BACK: 'Top-up taken back',
  TOPUP_STRIPE: 'Top-up paid by card',
  TOPUP_AUTO: 'Automatic top-up paid',
  TOPUP_AUTO_FAILED: 'Automatic top-up failed',
  TOPUP_REVERSED: 'Top-up refunded',
  AUTO_TOPUP_UPDATE: 'Automatic top-up changed',
  CARD_SAVE: 'Card saved',
  CARD_REMOVE: 'Card removed',
  INVOICE_ISSUE: 'Invoice issued',
  ALERT_ADDRESS_UPDATE: 'Alert address changed',
  WEBHOOK_RETRY: 'Message sent again',
  WEBHOOK_TEST: 'Test message sent',
  WEBHOOK_SECRET_REVEAL: 'Signing secret shown',
  MONITOR_PRUNE: 'Old events deleted',
  MONITOR_ARCHIVE: 'Old events archived',
}

/** An action in plain words; one that is not known, as its code reads. */
export const actionName = (action: string): string =>
  (Object.hasOwn(NAMES, action) ? NAMES[action] : undefined) ?? sentence(action)
