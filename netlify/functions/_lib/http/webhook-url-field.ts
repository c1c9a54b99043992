import { textField } from './fields.ts'

const isPublicHttps = (text: string): boolean => {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.username !== '' || url.password !== '') return false
  // The parser has written every form of an IPv4 address, 0x7f.1 too, as four numbers.
  const host = url.hostname.replace(/\.$/, '')
  return !/^(\[.*\]|\d+\.\d+\.\d+\.\d+|(.*\.)?localhost)$/.test(host)
}

/** Where a customer wants messages. The address itself is judged when it is connected to. */
export const webhookUrlField = textField(2_000).refine(
  isPublicHttps,
  'is not an https URL of a named host, without user name and password',
)
