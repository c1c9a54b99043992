/** Whether it is a UTC month, `YYYY-MM`: an address may say anything, and the gateway takes nothing else. */
export const isMonth = (text: string | null | undefined): text is string =>
  typeof text === 'string' && /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text)
