import { assertSeesInvoices } from '../services/invoices.ts'
import type { AuthenticatedKey } from '../services/spender.ts'
import { account } from './auth.ts'
import { keyHolder } from './key-holder.ts'
import type { Auth } from './route.ts'

/** A key (or a session of one) that may see what all keys of its account used. */
export const invoiceReader: Auth<AuthenticatedKey> = {
  ...keyHolder('admin'),
  read: async (request, deps) => {
    const key = await account.read(request, deps)
    assertSeesInvoices(key)
    return key
  },
}
