/** What a generation of models takes, where they differ. */
export type AnthropicModel = {
  /** `budget`: manual thinking with a budget; `adaptive`: the model decides, guided by the effort. */
  thinking: 'none' | 'budget' | 'adaptive'
  /** Thinks when nothing is said. */
  thinksUnasked: boolean
  /** How it is told not to think, where that is possible. */
  thinkingOff: 'omit' | 'disabled' | 'between_tools' | 'impossible'
  /** Which of `temperature` and `top_p` may differ from the default. */
  sampling: 'both' | 'either' | 'none'
  forcedTools: boolean
  structuredOutput: boolean
}

/**
 * By the model's name (platform.claude.com: migration guides of each model, "Thinking", "Effort", "Structured outputs";
 * November 2026). A name of another form is taken to be able to do everything, and the vendor has the last word.
 */
export const anthropicModel = (name: string): AnthropicModel => {
  const [, family = '', major, minor] =
    /claude-(opus|sonnet|haiku|fable)-(\d+)(?:[-.](\d{1,2})(?!\d))?/.exec(name) ?? []
  if (major !== undefined) return newModel(family, Number(major) * 100 + Number(minor ?? 0))
  const [, oldMajor, oldMinor] = /claude-([23])(?:[-.](\d)(?!\d))?/.exec(name) ?? []
  if (oldMajor === undefined) return UNKNOWN
  return { ...OLD, thinking: Number(oldMajor) * 100 + Number(oldMinor ?? 0) >= 307 ? 'budget' : 'none' }
}

const UNKNOWN: AnthropicModel = {
  thinking: 'adaptive',
  thinksUnasked: false,
  thinkingOff: 'omit',
  sampling: 'both',
  forcedTools: true,
  structuredOutput: true,
}

const OLD: AnthropicModel = { ...UNKNOWN, thinking: 'none', structuredOutput: false }

/** `version` is 405 for 4.5. */
const newModel = (family: string, version: number): AnthropicModel => {
  const isOpus = family === 'opus'
  const isFable = family === 'fable'
  const alwaysThinks = isFable || (isOpus && version >= 505)
  return {
    thinking: version >= 406 ? 'adaptive' : 'budget',
    thinksUnasked: version >= 500,
    thinkingOff: alwaysThinks ? 'impossible' : offWord(family, version),
    sampling: samplingOf(isOpus ? 407 : 500, version),
    forcedTools: !(version >= 505 && family !== 'haiku') && !(isFable && version >= 501),
    structuredOutput: version >= (isOpus ? 401 : 405),
  }
}

const offWord = (family: string, version: number) => {
  if (version < 500) return 'omit'
  return family === 'sonnet' && version >= 505 ? 'between_tools' : 'disabled'
}

const samplingOf = (noneSince: number, version: number) => {
  if (version >= noneSince) return 'none'
  return version >= 401 ? 'either' : 'both'
}
