import { notifications } from '@mantine/notifications'
import { useEffect, useEffectEvent } from 'react'
import type { ApiError } from './api.ts'
import { LoadingBlock } from './loading-block.tsx'
import { PAGE } from './page-in-address.ts'
import { useInAddress } from './use-address.ts'

/** Whether the gateway refuses where a page begins: the address is of another order, or was written by hand. */
export const isOfPage = (error: ApiError): boolean => error.status === 400 && error.body['field'] === 'cursor'

/** Stands for a page that an address names and that is no longer there, until the first one is. */
export const PageIsGone = () => {
  const [, write] = useInAddress(PAGE)
  const leave = useEffectEvent(() => {
    write(undefined)
    notifications.show({
      id: 'page-is-gone',
      color: 'gray',
      message: 'That page is no longer there. This is the first.',
    })
  })
  useEffect(() => leave(), [])
  return <LoadingBlock height={200} />
}
