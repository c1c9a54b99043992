/** An id as the gateway gives them out. */
export const isId = (text: string | null | undefined): text is string => /^[1-9]\d{0,17}$/.test(text ?? '')
