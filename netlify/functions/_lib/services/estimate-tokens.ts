/** Longer texts are counted in part and extrapolated: counting is linear work on the thread that serves everybody. */
const COUNTED_CHARACTERS = 200_000

/**
 * About how many tokens a text has, by OpenAI's o200k_base encoding. Only for answers whose vendor reported no usage, so the
 * tokenizer's tables are loaded on the first of those and never otherwise.
 */
export const estimateTokens = async (text: string): Promise<number> => {
  if (text === '') return 0
  const { countTokens } = await import('gpt-tokenizer/encoding/o200k_base')
  const part = text.slice(0, COUNTED_CHARACTERS)
  // Special tokens in a text are text here.
  return Math.ceil((countTokens(part, { disallowedSpecial: new Set() }) * text.length) / part.length)
}
