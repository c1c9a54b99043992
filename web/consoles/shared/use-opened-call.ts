import { isId } from './is-id.ts'
import { CALL, useAddress } from './use-address.ts'

type OpenedCall = {
  /** Undefined: none is open. */
  id: string | undefined
  open: (call: { id: string }) => void
  close: () => void
}

/** The call whose receipt is looked at: the address alone says which, so that a reload, a link and Back find what was seen. */
export const useOpenedCall = (): OpenedCall => {
  const [address, change] = useAddress()
  const named = address.get(CALL)
  return {
    id: isId(named) ? named : undefined,
    open: ({ id }) => change({ [CALL]: id }, { asLayer: true }),
    close: () => change({ [CALL]: undefined }),
  }
}
