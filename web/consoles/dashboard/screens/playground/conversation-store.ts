import type { Api } from '../../../shared/api.ts'
import { messagesOf, NEW_CONVERSATION, type Conversation, type Settings } from './conversation.ts'
import { streamAnswer } from './stream-answer.ts'

/** The answer that is being given. */
export type Running = { text: string; startedAt: number; stop: () => void }

export type State = Conversation & { running: Running | undefined }

/** One conversation: it goes on while its screen is left, for a top-up for example. */
export class ConversationStore {
  #state: State = { ...NEW_CONVERSATION, running: undefined }
  #listeners = new Set<() => void>()
  #nextId = 1

  readonly state = (): State => this.#state

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  set(part: Partial<Conversation>): void {
    this.#change(part)
  }

  clear(): void {
    this.#state.running?.stop()
    this.#change({ turns: [], running: undefined })
  }

  /** Asks what is in the draft. */
  async ask(api: Api, model: { provider: string; model: string }): Promise<void> {
    const question = this.#state.draft.trim()
    if (question === '' || this.#state.running !== undefined) return
    const turn = { id: this.#nextId++, question, model: model.model, answer: undefined }
    this.#change({ draft: '', turns: [...this.#state.turns, turn] })
    await this.#answer(api, model)
  }

  /** Asks the last question once more, with other settings perhaps. */
  async askAgain(
    api: Api,
    model: { provider: string; model: string },
    settings: Partial<Settings> = {},
  ): Promise<void> {
    const last = this.#state.turns.at(-1)
    if (last === undefined || this.#state.running !== undefined) return
    this.#change({
      settings: { ...this.#state.settings, ...settings },
      turns: [...this.#state.turns.slice(0, -1), { ...last, model: model.model, answer: undefined }],
    })
    await this.#answer(api, model)
  }

  async #answer(api: Api, model: { provider: string; model: string }): Promise<void> {
    const { turns, settings } = this.#state
    const abort = new AbortController()
    const running = { text: '', startedAt: Date.now(), stop: () => abort.abort() }
    this.#change({ running })
    let heard = ''
    // A quick model sends more pieces than a screen can show.
    const show = setInterval(() => {
      if (heard !== this.#state.running?.text) this.#change({ running: { ...running, text: heard } })
    }, SHOW_EVERY_MS)
    const ask = { ...settings, ...model, messages: messagesOf(turns) }
    const answer = await streamAnswer(api, ask, { signal: abort.signal, heard: (text) => (heard = text) })
    clearInterval(show)
    // Somebody may have cleared the conversation meanwhile.
    const asked = turns.at(-1)?.id
    this.#change({
      running: undefined,
      turns: this.#state.turns.map((turn) => (turn.id === asked ? { ...turn, answer } : turn)),
    })
  }

  #change(part: Partial<State>): void {
    this.#state = { ...this.#state, ...part }
    this.#listeners.forEach((listener) => listener())
  }
}

const SHOW_EVERY_MS = 50

const stores = new Map<string, ConversationStore>()

/** The conversation of a key, for as long as the page lives: nobody who signs in with another key reads it. */
export const conversationOf = (keyId: string): ConversationStore => {
  const store = stores.get(keyId) ?? new ConversationStore()
  stores.set(keyId, store)
  return store
}
