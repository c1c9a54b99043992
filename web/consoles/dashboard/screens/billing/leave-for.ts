/**
 * Leaves the console for a page elsewhere. Its address came as data, so only what a browser may safely open is opened; false: it
 * was not.
 */
export const leaveFor = (address: string): boolean => {
  const url = URL.parse(address)
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && url.hostname === 'localhost')
  if (isSafe) location.assign(url)
  return isSafe
}
