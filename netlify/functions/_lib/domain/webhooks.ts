/** A message to somebody's webhook. */
export type WebhookMessage = {
  url: string
  headers: Readonly<Record<string, string>>
  body: string
  /** `public`: an address that a customer named; it must not lead into our own network. */
  reach: 'anywhere' | 'public'
}

/** What came of sending it once. */
export type WebhookOutcome =
  { answered: true; status: number } | { answered: false; reason: 'timeout' | 'unreachable' | 'address_refused' }

/** Sends a message once, follows no redirect, and does not throw. */
export type WebhookSender = (message: WebhookMessage) => Promise<WebhookOutcome>
