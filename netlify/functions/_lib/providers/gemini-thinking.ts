import type { ReasoningEffort } from '../domain/chat.ts'
import { cannotExpress } from './cannot-express.ts'

/** The budgets that Google equates with the efforts (ai.google.dev/gemini-api/docs/openai, "Thinking"). */
const BUDGETS = { minimal: 1_024, low: 1_024, medium: 8_192, high: 24_576 } as const

/**
 * The `thinkingConfig` for an effort: a budget for Gemini 2.5, a level from Gemini 3 on (one excludes the other; ai.google.dev
 * "Thinking"). Thoughts are asked for, because they are billed whether shown or not, and clients of other dialects show them.
 * @throws GatewayError BAD_REQUEST for a model that cannot think, or cannot but think
 */
export const geminiThinking = (model: string, effort: ReasoningEffort) => {
  const version = versionOf(model)
  if (effort === 'none') {
    if (version < 2.5) return {}
    if (version >= 3 || model.includes('pro')) {
      throw cannotExpress('reasoning_effort', `${model} cannot answer without thinking`)
    }
    return { thinkingConfig: { thinkingBudget: 0 } }
  }
  if (version < 2.5) throw cannotExpress('reasoning_effort', `${model} does not think`)
  if (version < 3) return { thinkingConfig: { includeThoughts: true, thinkingBudget: BUDGETS[effort] } }
  const level = effort === 'minimal' && !knowsMinimal(model, version) ? 'low' : effort
  return { thinkingConfig: { includeThoughts: true, thinkingLevel: level.toUpperCase() } }
}

/** Of a name without a number (`gemini-flash-latest`) the newest. */
const versionOf = (model: string): number => Number(/gemini-(\d+(?:\.\d)?)/.exec(model)?.[1] ?? Infinity)

/**
 * Flash-Lite models and the Flash models before 3.7 do; for others `low` is the least, which Google's own OpenAI endpoint takes
 * for it (ai.google.dev "Thinking levels").
 */
const knowsMinimal = (model: string, version: number): boolean =>
  model.includes('flash-lite') || (model.includes('flash') && version < 3.7)
