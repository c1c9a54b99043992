/** Longer texts are counted in part and extrapolated: counting is work on the thread that serves everybody. */
const COUNTED_CHARACTERS = 100_000

/** Merging byte pairs takes quadratic time in an unbroken run of letters, so no piece is longer than this. */
const PIECE_CHARACTERS = 512

/**
 * About how many tokens a text has, by OpenAI's cl100k_base encoding (the tables of its successor are too large for a function);
 * cutting it into pieces adds at most one token in each. Only for answers whose vendor reported no usage, so the tables are
 * loaded on the first of those and never otherwise.
 */
export const estimateTokens = async (text: string): Promise<number> => {
  if (text === '') return 0
  const { countTokens } = await import('gpt-tokenizer/encoding/cl100k_base')
  const counted = Math.min(text.length, COUNTED_CHARACTERS)
  let tokens = 0
  for (let start = 0; start < counted; start += PIECE_CHARACTERS) {
    // Special tokens in a text are text here.
    tokens += countTokens(text.slice(start, Math.min(start + PIECE_CHARACTERS, counted)), {
      disallowedSpecial: new Set(),
    })
  }
  return Math.ceil((tokens * text.length) / counted)
}
