import { picoToCents } from '../../netlify/functions/_lib/domain/money.ts'
import { iso, type Desk } from './desk.ts'
import type { BookedKey } from './books.ts'

/** CAP_WARN_PCT's default. */
const WARN_PCT = 85n

/** Notes the thresholds that the month's spending has crossed for the first time, with a message each: note_alerts in sql/0011. */
export const noteAlerts = (desk: Desk, month: string, key: BookedKey, at: number): void => {
  const [customer, own] = [desk.books.customer(month), desk.books.key(month, key)]
  const customerFields = (capPico: bigint, spentPico: bigint) => ({
    customer_cap_cents: picoToCents(capPico),
    customer_spent_cents: picoToCents(spentPico),
  })
  const keyFields = (capPico: bigint, spentPico: bigint) => ({
    api_key_id: key.id,
    key_cap_cents: picoToCents(capPico),
    key_spent_cents: picoToCents(spentPico),
  })
  for (const { owner, name, position, fields } of [
    { owner: '0', name: 'CUSTOMER', position: customer, fields: customerFields },
    { owner: key.line, name: 'KEY', position: own, fields: keyFields },
  ]) {
    if (position === undefined || position.capPico === 0n) continue
    const { capPico, spentPico } = position
    const pct = (spentPico * 100n) / capPico
    for (const [step, least] of [['WARN', WARN_PCT] as const, ['REACHED', 100n] as const]) {
      const type = `CAP_${step}_${name}`
      if (pct < least || desk.alerted.has(`${owner} ${month} ${type}`)) continue
      desk.alerted.add(`${owner} ${month} ${type}`)
      const customerId = desk.ids.customer
      desk.tables.alerts_sent.push({
        customer_id: customerId,
        api_key_id: owner,
        month,
        alert_type: type,
        created_at: iso(at),
      })
      const payload = { type, month, customer_id: customerId, ...fields(capPico, spentPico), pct: Number(pct) }
      desk.messages.push({ at, customerId, eventType: type, payload, url: null })
    }
  }
}
