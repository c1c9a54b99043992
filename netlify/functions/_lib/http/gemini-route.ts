import { geminiDialect } from '../dialects/gemini.ts'
import { orAuthenticate, type Credential } from '../services/spender.ts'
import { geminiAddressOf, noSuchMethod } from './gemini-address.ts'
import { geminiStreamForm } from './gemini-stream-form.ts'
import { nativeRoute } from './native-route.ts'
import type { Auth, Route } from './route.ts'

/** Google's SDKs put the key into a header or the query; everybody else's into Authorization. */
export type GeminiRoutes = { auth: Auth<Credential>; others: Readonly<Record<string, Route>> }

/**
 * The POST of every Gemini model: which route it is stands in the address. `others` are the methods besides generateContent and
 * streamGenerateContent; all of them take a JSON object and the same credential.
 */
export const geminiRoute = ({ auth, others }: GeminiRoutes): Route => {
  const answer = (stream: boolean): Route =>
    nativeRoute({
      summary: stream ? 'an answer as a stream' : 'an answer in one piece',
      dialect: geminiDialect,
      auth,
      address: (request) => ({ model: geminiAddressOf(request).model, stream }),
      ...(stream ? { form: geminiStreamForm } : {}),
    })
  const generateContent = answer(false)
  const methods = new Map([
    ['generateContent', generateContent],
    ['streamGenerateContent', answer(true)],
    ...Object.entries(others),
  ])
  return {
    ...generateContent,
    summary: "Gemini's methods, with any priced model",
    description: [...methods].map(([name, { summary }]) => `- \`${name}\`: ${summary}`).join('\n'),
    errors: [...(generateContent.errors ?? []), 'NOT_FOUND'],
    addresses: ['/v1beta/models/{model}:{method}'],
    reference: 'https://ai.google.dev/api/generate-content',
    handle: async (handling) => {
      // The caller that `auth` made, with its type folded away by Route.
      const credential = handling.caller as Credential
      const route = await orAuthenticate(handling.deps, credential, () => {
        const found = methods.get(geminiAddressOf(handling.request).method)
        if (found === undefined) throw noSuchMethod()
        return found
      })
      return route.handle(handling)
    },
  }
}
