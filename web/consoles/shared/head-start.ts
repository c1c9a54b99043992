import { keptSession, type KeptSession } from './kept-session.ts'
import { questionAt, type Question } from './question.ts'

/** What a screen needs: code, and answers. What else there is to ask may follow from the first one. */
type Needs = {
  code: readonly ((() => Promise<unknown>) | undefined)[]
  answers: readonly Question[]
  after?: (first: Response) => Promise<readonly Question[]>
}

/** The answers that were asked for before there was anything to show them, each for whoever asks for it first. */
const begun = new Map<string, Promise<Response>>()

const nameOf = (address: string, token: string | undefined): string => `${token} ${address}`

/**
 * Begins with what is needed to show a screen to somebody who is signed in, while the code of the page itself is still on its way.
 * What fails is asked for again, and shown, where it is needed.
 */
export const headStart = (storageName: string, needsAt: (path: string, search: string) => Needs): void => {
  const session = keptSession(storageName)
  if (session === undefined) return
  const [path = '', search = ''] = location.hash.replace(/^#?\/?/, '/').split('?')
  const { code, answers, after } = needsAt(path, search)
  const [first] = answers.map((question) => ask(question, session))
  for (const load of code) load?.().catch(() => undefined)
  first
    // Whoever shows the answer reads it too.
    ?.then((answer) => after?.(answer.clone()))
    .then((questions = []) => questions.map((question) => ask(question, session)))
    .catch(() => undefined)
}

const ask = ([name, query]: Question, { token, base }: KeptSession): Promise<Response> => {
  const address = questionAt(base, name, query)
  const answer = fetch(address, { headers: { authorization: `Bearer ${token}` }, credentials: 'omit' })
  begun.set(nameOf(address, token), answer)
  answer.catch(() => begun.delete(nameOf(address, token)))
  return answer
}

/** The answer to a question, if it was asked for already. */
export const takeBegun = (address: string, token: string | undefined): Promise<Response> | undefined => {
  const answer = begun.get(nameOf(address, token))
  begun.delete(nameOf(address, token))
  return answer
}
