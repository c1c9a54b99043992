import { yesField } from './report-fields.ts'

export const BYTE_ORDER_MARK = '\ufeff'

/** Of whatever can be had as a table. */
export const byteOrderMarkField = yesField.meta({
  description:
    '`1`: CSV begins with a byte-order mark, without which Excel on Windows takes UTF-8 for another encoding.',
})
