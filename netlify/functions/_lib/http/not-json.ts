import { GatewayError } from '../domain/errors.ts'

/** The refusal of a text that JSON.parse did not take: where it stopped, and the likeliest mistake, without quoting any of it. */
export const notJson = (text: string, cause: unknown): GatewayError => {
  const at = positionIn(cause)
  const where = at === undefined ? '' : ` (${placeOf(text, at)})`
  const isCut = cause instanceof Error && cause.message === 'Unexpected end of JSON input'
  return new GatewayError('BAD_JSON', `The body is not JSON${isCut ? ': it ends too early' : where}`, {
    hint: likeliestMistake(text, at),
    // V8 quotes the text in its message, so it stays private.
    cause,
  })
}

/** V8 says where in some of its messages; what is before that is its own, or the text's. */
const positionIn = (cause: unknown): number | undefined => {
  const message = cause instanceof Error ? cause.message : ''
  const [, position] = / in JSON at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(message) ?? []
  return position === undefined ? undefined : Number(position)
}

const placeOf = (text: string, position: number): string => {
  const before = text.slice(0, position).split('\n')
  return `line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`
}

const likeliestMistake = (text: string, position = 0): string => {
  const start = text.slice(0, 200).trim()
  if (/^(?:[\w.[\]%-]{1,100}=|--)/.test(start)) {
    return 'It looks like a form. Send JSON, with the header content-type: application/json.'
  }
  if (start.startsWith('[object ')) return 'It is an object that was not turned into text: use JSON.stringify.'
  if (/^'|^[{[]\s*'/.test(start)) return 'JSON has double quotes around names and texts, not single ones.'
  if (text.slice(0, position).trimEnd().endsWith(',')) return 'JSON has no comma behind the last element.'
  return 'Send one JSON object, its names and texts in double quotes, with the header content-type: application/json.'
}
