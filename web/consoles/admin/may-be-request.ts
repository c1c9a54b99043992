/** As the gateway makes them. */
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** As it takes them of clients; shorter ones are hardly worth a search. */
const REQUEST_ID = /^[A-Za-z0-9._:-]{8,128}$/

/** Whether somebody looks for a request. Names of screens and of customers look like ids, too, and come first. */
export const mayBeRequest = (text: string, { nothingElse }: { nothingElse: boolean }): boolean =>
  UUID.test(text) || (nothingElse && REQUEST_ID.test(text))
