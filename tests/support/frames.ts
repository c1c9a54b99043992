export type Frame = { event: string; data: Record<string, unknown> }

/** The frames of a stream's text, read as existing clients do: split at blank lines, LF only. */
export const framesOf = (text: string): Frame[] =>
  text
    .split('\n\n')
    .filter((block) => block !== '')
    .map((block) => {
      const [event = '', data = ''] = block.split('\n')
      return {
        event: event.replace(/^event: /, ''),
        data: JSON.parse(data.replace(/^data: /, '')) as Record<string, unknown>,
      }
    })
