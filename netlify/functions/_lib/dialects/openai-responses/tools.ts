import { z } from 'zod'
import { badField, pathOf, readField, readList, readObject } from '../body-fields.ts'
import type { JsonObject } from '../dialect.ts'

/** `raw` is the object that it was read from, at `path`. */
export type ResponsesTool = { raw: JsonObject; path: string } & (
  ({ type: 'function' } & z.infer<typeof functionTool>) | { type: 'custom' } | { type: 'namespace'; tools: number }
)

const MAX_TOOLS = 1_000

/**
 * The tools that the client runs itself: functions, custom tools, and namespaces of both (platform.openai.com "Function calling").
 * Every other kind is run by the vendor, which adds input that nobody can bound beforehand.
 * @throws GatewayError BAD_REQUEST naming the first field that is wrong
 */
export const readTools = (tools: unknown): ResponsesTool[] =>
  tools === undefined || tools === null ? [] : readList(tools, 'tools', MAX_TOOLS, readTool)

/** Tools that the model can call; a namespace counts for those in it. */
export const countTools = (tools: readonly ResponsesTool[]): number =>
  tools.reduce((sum, tool) => sum + (tool.type === 'namespace' ? tool.tools : 1), 0)

const readTool = (value: unknown, path: string): ResponsesTool => {
  const tool = readObject(value, path)
  if (tool['type'] !== 'namespace') return readClientTool(value, path)
  const tools = readList(tool['tools'], pathOf(path, 'tools'), MAX_TOOLS, readClientTool).length
  return { type: 'namespace', tools, raw: tool, path }
}

const readClientTool = (value: unknown, path: string): ResponsesTool => {
  const raw = readObject(value, path)
  switch (raw['type']) {
    case 'function':
      return { type: 'function', ...readField(functionTool, raw, path), raw, path }
    case 'custom':
      readField(customTool, raw, path)
      return { type: 'custom', raw, path }
    default:
      throw badField(pathOf(path, 'type'), 'only function and custom tools, which you run yourself, can be metered')
  }
}

/**
 * Undefined when there is none, and `other` for one that only this API has.
 * @throws GatewayError BAD_REQUEST for a choice of a tool that the vendor would run
 */
export const readToolChoice = (
  choice: unknown,
): 'auto' | 'none' | 'required' | { name: string } | 'other' | undefined => {
  if (choice === undefined || choice === null) return undefined
  if (typeof choice === 'string') return readField(modeChoice, choice, 'tool_choice')
  const { type } = readField(z.object({ type: clientChoice }), choice, 'tool_choice')
  return type === 'function' ? readField(namedChoice, choice, 'tool_choice') : 'other'
}

const functionTool = z.object({
  name: z.string().min(1),
  description: z.string().nullish(),
  parameters: z.record(z.string(), z.unknown()).nullish(),
  strict: z.boolean().nullish(),
})
const customTool = z.object({ name: z.string().min(1) })
const modeChoice = z.enum(['auto', 'none', 'required'], { error: 'is none of auto, none, required' })
const clientChoice = z.enum(['function', 'custom', 'allowed_tools'], {
  error: 'is none of function, custom, allowed_tools',
})
const namedChoice = z.object({ name: z.string().min(1) })
