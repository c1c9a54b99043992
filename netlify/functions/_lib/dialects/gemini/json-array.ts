/**
 * Without `alt=sse` Google streams the chunks as the elements of one JSON array, between which stands a comma on a line of its
 * own. `data` takes the payload of an event and `frames` those of our own writer; each gives the text to send.
 */
export type JsonArrayFramer = {
  data: (payload: string) => string
  frames: (text: string) => string
  end: () => string
}

export const geminiJsonArray = (): JsonArrayFramer => {
  let isEmpty = true
  const data = (payload: string): string => {
    const before = isEmpty ? '[' : '\n,\r\n'
    isEmpty = false
    return before + payload
  }
  return {
    data,
    frames: (text) =>
      text
        .split('\r\n\r\n')
        .filter((frame) => frame !== '')
        .map((frame) => data(frame.replace(/^data: /, '')))
        .join(''),
    end: () => (isEmpty ? '[]' : '\n]'),
  }
}
