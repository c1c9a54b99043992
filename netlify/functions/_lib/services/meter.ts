import type { ChatEvent, FinishReason, ToolCall } from '../domain/chat.ts'
import type { GatewayError } from '../domain/errors.ts'
import { NO_USAGE, type Usage } from '../domain/usage.ts'
import { estimateTokens } from './estimate-tokens.ts'

export type MeteredUsage = { usage: Usage; estimated: boolean }

/** Watches an answer go by and says in the end what it was and what it consumed. */
export class Meter {
  /** True once the provider has accepted the call (a 2xx answer began). */
  accepted = false
  finish: FinishReason | undefined
  /** What went wrong inside the answer, as the provider itself said it. */
  failure: GatewayError | undefined
  firstEventAt: number | undefined
  #text: string[] = []
  #unseen: string[] = []
  #toolCalls = new Map<number, ToolCall>()
  #outputLength = 0
  #usage: Usage | undefined
  #isFinal = false

  see(event: ChatEvent): void {
    this.firstEventAt ??= Date.now()
    switch (event.type) {
      case 'text':
        this.#text.push(event.text)
        this.#outputLength += event.text.length
        return
      case 'reasoning':
        this.#unseen.push(event.text)
        return
      case 'tool_call': {
        this.#outputLength += event.arguments.length
        const call = this.#toolCalls.get(event.index) ?? { id: '', name: '', arguments: '' }
        this.#toolCalls.set(event.index, {
          id: event.id ?? call.id,
          name: event.name ?? call.name,
          arguments: call.arguments + event.arguments,
        })
        return
      }
      case 'usage':
        this.#usage = event.usage
        this.#isFinal = event.final
        return
      case 'finish':
        this.finish = event.reason
        return
      case 'error':
        this.failure = event.error
        return
    }
  }

  /** Characters of text and tool arguments so far. */
  get outputLength(): number {
    return this.#outputLength
  }

  get reasoning(): string {
    return this.#unseen.join('')
  }

  get text(): string {
    return this.#text.join('')
  }

  get toolCalls(): readonly ToolCall[] {
    return [...this.#toolCalls.entries()].sort(([a], [b]) => a - b).map(([, call]) => call)
  }

  /**
   * Whether there is anything to charge: output or usage was seen, or the provider accepted the call and then went silent.
   * A provider that accepted only to report an error did no billable work.
   */
  get isBillable(): boolean {
    const hasOutput = this.#text.length > 0 || this.#unseen.length > 0 || this.#toolCalls.size > 0
    return hasOutput || this.#usage !== undefined || (this.accepted && this.failure === undefined)
  }

  /**
   * The provider's own numbers when they are complete. Otherwise an estimate, marked: input as reported if it was, output by
   * tokenizer, never below what was reported so far nor below one token per chunk.
   */
  async measure(inputText: () => string): Promise<MeteredUsage> {
    if (this.#usage !== undefined && this.#isFinal) return { usage: this.#usage, estimated: false }
    const reported = this.#usage ?? NO_USAGE
    const chunks = this.#text.length + this.#unseen.length + this.#toolCalls.size
    const output = [...this.#text, ...this.#unseen, ...this.toolCalls.map((call) => call.name + call.arguments)].join(
      '',
    )
    const outputTokens = Math.max(reported.outputTokens, chunks, await estimateTokens(output))
    const inputTokens = reported.inputTokens > 0 ? reported.inputTokens : Math.max(1, await estimateTokens(inputText()))
    return { usage: { ...reported, inputTokens, outputTokens }, estimated: true }
  }
}
