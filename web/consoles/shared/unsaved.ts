/** How somebody is asked whether something may be lost. */
export type Question = { title: string; text: string; yes: string; no: string }

/** What would be lost: forms whose changes nobody has saved, and what each of them stands in, a drawer or a dialog. */
const held = new Map<symbol, { scopes: readonly symbol[]; question: Question }>()

/** What somebody wants to do all the same; undefined: nothing is asked. */
let asked: { scope: symbol | undefined; go: () => void; question: Question } | undefined
const listeners = new Set<() => void>()

const ask = (next: typeof asked): void => {
  asked = next
  for (const changed of listeners) changed()
}

const warn = (event: BeforeUnloadEvent): void => event.preventDefault()

/** Says that there are changes; what is returned, that there are none any more. */
export const holdUnsaved = (scopes: readonly symbol[], question: Question): (() => void) => {
  const form = Symbol('form')
  held.set(form, { scopes, question })
  addEventListener('beforeunload', warn)
  return () => release([form])
}

const release = (forms: readonly symbol[]): void => {
  for (const form of forms) held.delete(form)
  if (held.size === 0) removeEventListener('beforeunload', warn)
}

const heldIn = (scope: symbol | undefined): symbol[] =>
  [...held].flatMap(([form, { scopes }]) => (scope === undefined || scopes.includes(scope) ? [form] : []))

export const hasUnsaved = (): boolean => held.size > 0

/** Goes, or asks first where changes would be lost: of `scope` alone, or all. False: it has asked. */
export const leave = (go: () => void, scope?: symbol): boolean => {
  const [first] = heldIn(scope)
  const question = first && held.get(first)?.question
  if (question === undefined) {
    go()
    return true
  }
  ask({ scope, go, question })
  return false
}

export const questionAsked = (): Question | undefined => asked?.question

export const subscribeToQuestion = (changed: () => void): (() => void) => {
  listeners.add(changed)
  return () => listeners.delete(changed)
}

/** What somebody answered: it is lost, or everything stays as it is. */
export const answerQuestion = (yes: boolean): void => {
  const answered = asked
  ask(undefined)
  if (answered === undefined || !yes) return
  release(heldIn(answered.scope))
  answered.go()
}
