import type { NewKey } from '../shared/answers.ts'
import { useChange } from '../shared/use-change.ts'
import type { NewKeyOrder } from './orders.ts'

/** Issues a key. Its text is in the answer, and nowhere else. */
export const useNewKey = () =>
  useChange<NewKeyOrder, NewKey>({
    run: (api, body) => api.json<NewKey>('admin-keys', { method: 'POST', body }),
    touches: ['admin-keys', 'admin-customers', 'admin-overview', 'admin-audit'],
  })
