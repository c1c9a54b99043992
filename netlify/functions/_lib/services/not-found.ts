import { GatewayError } from '../domain/errors.ts'

/** What is not there: the field that named it, and where to find what is. */

type Asker = 'operator' | 'customer'

const notFound = (what: string, field: string, hint: string): GatewayError =>
  new GatewayError('NOT_FOUND', `There is no such ${what}`, { hint, details: { field } })

export const noSuchCustomer = (): GatewayError =>
  notFound('customer', 'customer_id', 'GET admin-customers lists all of them.')

export const noSuchKey = (field: 'key_id' | 'rotate_key_id' | 'api_key_id', asker: Asker): GatewayError =>
  notFound(
    'key',
    field,
    asker === 'operator' ? 'GET admin-keys lists those of a customer.' : 'GET user-keys lists those of the account.',
  )

export const noSuchDevice = (asker: Asker): GatewayError =>
  notFound(
    'device',
    'install_id',
    asker === 'operator'
      ? 'GET admin-devices lists those of a customer, each with its key.'
      : 'GET user-devices lists those that this key may change.',
  )

export const noSuchJob = (asker: Asker): GatewayError =>
  notFound('job', 'id', `GET ${asker === 'operator' ? 'admin' : 'user'}-jobs lists them.`)

export const noSuchMessage = (): GatewayError => notFound('message', 'id', 'GET admin-alerts lists them.')
