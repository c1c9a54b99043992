import type { UsageEvent } from '../../../shared/answers.ts'
import { DetailDrawer } from '../../../shared/detail-drawer.tsx'
import { Receipt } from './receipt.tsx'

type Props = {
  event: UsageEvent | undefined
  keyName: (id: string) => string | undefined
  close: () => void
}

/** The receipt of a call, beside the list that it was chosen from. */
const ReceiptDrawer = ({ event, keyName, close }: Props) => (
  <DetailDrawer row={event} title={() => 'Receipt'} close={close}>
    {(shown) => <Receipt event={shown} keyName={keyName(shown.api_key_id)} />}
  </DetailDrawer>
)

export default ReceiptDrawer
