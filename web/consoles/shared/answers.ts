import type { Job, JobFilter as Filter } from '../../../netlify/functions/_lib/services/jobs.ts'
import type { billingBody } from '../../../netlify/functions/_lib/http/billing-body.ts'
import type { auditBody } from '../../../netlify/functions/_lib/http/audit-body.ts'
import type {
  changedCustomerBody,
  customerBody,
  customersBody,
  newCustomerBody,
  oneCustomerBody,
} from '../../../netlify/functions/_lib/http/customer-body.ts'
import type { invoiceBody } from '../../../netlify/functions/_lib/domain/invoice-body.ts'
import type {
  jobBody,
  jobProgressBody,
  jobsBody,
  jobStatusBody,
  operatorJobsBody,
} from '../../../netlify/functions/_lib/http/job-body.ts'
import type {
  changedKeyBody,
  keyBody,
  newKeyBody,
  operatorKeysBody,
  ownKeysBody,
  rotatedKeyBody,
} from '../../../netlify/functions/_lib/http/key-body.ts'
import type { ledgerBody, ownLedgerBody, verificationBody } from '../../../netlify/functions/_lib/http/ledger-body.ts'
import type { overviewBody } from '../../../netlify/functions/_lib/http/overview-body.ts'
import type { summaryBody } from '../../../netlify/functions/_lib/http/summary-body.ts'
import type { eventBody, operatorEventBody, sumsBody } from '../../../netlify/functions/_lib/http/usage-body.ts'
import type { customerUsageBody } from '../../../netlify/functions/_lib/http/usage-report-body.ts'
import type { AuditEvent } from '../../../netlify/functions/_lib/services/audit.ts'
import type {
  deliveriesBody,
  ownAlertsBody,
  testMessageBody,
} from '../../../netlify/functions/_lib/http/alerts-body.ts'
import type { closingBody, deltaBody } from '../../../netlify/functions/_lib/http/chat-answer.ts'
import type { callsBody } from '../../../netlify/functions/_lib/http/calls-body.ts'
import type { checkoutBody, operatorCheckoutBody } from '../../../netlify/functions/_lib/http/checkout-body.ts'
import type { operatorDevicesBody, ownDevicesBody } from '../../../netlify/functions/_lib/http/device-body.ts'
import type { allInvoicesBody, invoicesBody } from '../../../netlify/functions/_lib/http/invoice-answer.ts'
import type { openaiModelsBody } from '../../../netlify/functions/_lib/http/model-list.ts'
import type { topupBody } from '../../../netlify/functions/_lib/http/topup-body.ts'
import type { userEventsBody } from '../../../netlify/functions/_lib/http/user-events-body.ts'
import type { webhookSecretBody } from '../../../netlify/functions/_lib/http/webhook-secret-body.ts'
import type { capRefusalBody } from '../../../netlify/functions/_lib/services/refusal.ts'
import type { invoiceAnswerBody } from '../../../netlify/functions/_lib/http/invoice-answer-body.ts'
import type { issuedInvoiceBody } from '../../../netlify/functions/_lib/http/issued-invoice-body.ts'
import type { pricesBody } from '../../../netlify/functions/_lib/http/price-body.ts'
import type { settingsBody } from '../../../netlify/functions/_lib/http/settings-body.ts'
import type { health } from '../../../netlify/functions/_lib/services/health.ts'
import type { NamedEventRow } from '../../../netlify/functions/_lib/services/monitor-events.ts'
import type { monitorEventsBody } from '../../../netlify/functions/_lib/http/monitor-events-body.ts'
import type { Wire } from './wire.ts'

/** The gateway's answers, from the very functions that write them: a renamed field fails the build of the consoles. */

export type Overview = Wire<ReturnType<typeof overviewBody>>
export type Customer = Wire<ReturnType<typeof customerBody>>
export type Customers = Wire<ReturnType<typeof customersBody>>
export type OneCustomer = Wire<ReturnType<typeof oneCustomerBody>>
export type NewCustomer = Wire<ReturnType<typeof newCustomerBody>>
export type ChangedCustomer = Wire<ReturnType<typeof changedCustomerBody>>
export type OperatorKeys = Wire<ReturnType<typeof operatorKeysBody>>
export type ChangedKey = Wire<ReturnType<typeof changedKeyBody>>
export type NewKey = Wire<ReturnType<typeof newKeyBody>>
export type TopUp = Wire<ReturnType<typeof topupBody>>
export type OperatorCheckout = Wire<ReturnType<typeof operatorCheckoutBody>>
export type AuditTrail = Wire<ReturnType<typeof auditBody>>
export type CustomerUsage = Wire<ReturnType<typeof customerUsageBody>>
export type OperatorCalls = Wire<ReturnType<typeof callsBody>>
export type UsageEvent = Wire<ReturnType<typeof eventBody>>
export type OperatorEvent = Wire<ReturnType<typeof operatorEventBody>>
export type Sums = Wire<ReturnType<typeof sumsBody>>
export type Key = Wire<ReturnType<typeof keyBody>>
export type Ledger = Wire<ReturnType<typeof ledgerBody>>
export type Verification = Wire<ReturnType<typeof verificationBody>>
export type Summary = Wire<ReturnType<typeof summaryBody>>
export type Billing = Wire<ReturnType<typeof billingBody>>
export type JobStatus = Wire<ReturnType<typeof jobStatusBody>>
export type JobRow = Wire<ReturnType<typeof jobBody>>
export type Jobs = Wire<ReturnType<typeof jobsBody>>
export type OperatorJobs = Wire<ReturnType<typeof operatorJobsBody>>
export type OperatorJob = OperatorJobs['jobs'][number]
export type AuditRow = Wire<AuditEvent>
export type Deliveries = Wire<ReturnType<typeof deliveriesBody>>
export type OperatorDelivery = Deliveries['deliveries'][number]
export type Invoice = Wire<ReturnType<typeof invoiceBody>>
export type JobState = Job['status']
export type JobFilter = Filter
export type JobProgress = Wire<ReturnType<typeof jobProgressBody>>
export type UserEvents = Wire<ReturnType<typeof userEventsBody>>
export type OwnDevices = Wire<ReturnType<typeof ownDevicesBody>>
export type OwnDevice = OwnDevices['devices'][number]
export type OperatorDevices = Wire<ReturnType<typeof operatorDevicesBody>>
export type OperatorDevice = OperatorDevices['devices'][number]
export type OwnAlerts = Wire<ReturnType<typeof ownAlertsBody>>
export type DeliveryRow = OwnAlerts['deliveries'][number]
export type TestMessage = Wire<ReturnType<typeof testMessageBody>>
export type InvoiceList = Wire<ReturnType<typeof invoicesBody>>
export type AllInvoices = Wire<ReturnType<typeof allInvoicesBody>>
export type OwnedInvoice = AllInvoices['invoices'][number]
export type OwnKeys = Wire<ReturnType<typeof ownKeysBody>>
export type OwnKey = OwnKeys['keys'][number]
export type RotatedKey = Wire<ReturnType<typeof rotatedKeyBody>>
export type OwnLedger = Wire<ReturnType<typeof ownLedgerBody>>
export type LedgerEntry = OwnLedger['entries'][number]
export type Checkout = Wire<ReturnType<typeof checkoutBody>>
export type WebhookSecret = Wire<ReturnType<typeof webhookSecretBody>>
export type Models = Wire<ReturnType<typeof openaiModelsBody>>
export type Model = Models['data'][number]
/** Frames of a stream, and what a 402 says. */
export type Delta = Wire<ReturnType<typeof deltaBody>>
export type Closing = Wire<ReturnType<typeof closingBody>>
export type CapRefusal = Wire<ReturnType<typeof capRefusalBody>>
export type InvoiceAnswer = Wire<ReturnType<typeof invoiceAnswerBody>>
export type IssuedInvoice = Wire<ReturnType<typeof issuedInvoiceBody>>
export type Prices = Wire<ReturnType<typeof pricesBody>>
export type PricedModel = Prices['models'][number]
export type Settings = Wire<ReturnType<typeof settingsBody>>
export type Variable = Settings['variables'][number]
export type Health = Wire<Awaited<ReturnType<typeof health>>>
export type MonitorRow = Wire<NamedEventRow>
export type MonitorEvents = Wire<ReturnType<typeof monitorEventsBody>>
