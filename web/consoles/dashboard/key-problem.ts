/** Longer than any key, and short enough for a header. */
const MOST_CHARACTERS = 200

/** Why a text cannot be a virtual key; undefined: it may be one, which the gateway knows. What no header can hold would not reach it. */
export const keyProblem = (text: string): string | undefined => {
  if (text.length > MOST_CHARACTERS) {
    return `This is no virtual key: it has ${text.length.toLocaleString('en')} characters, and a key has about 50.`
  }
  const strange = /[^!-~]/u.exec(text)?.[0]
  return strange === undefined
    ? undefined
    : `This is no virtual key: it has ${nameOf(strange)} in it. Copy the key again, all of it and nothing else.`
}

const nameOf = (character: string): string => {
  if (/\s/.test(character)) return 'a space'
  if (/[\p{L}\p{N}\p{P}\p{S}]/u.test(character)) return `“${character}”`
  return 'a character that cannot be seen'
}
