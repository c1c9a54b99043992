import { KaixuError } from './kaixu-error.ts'

/** Ends an exchange that takes too long, or that its caller does not want any more. */
export class Patience {
  readonly #end = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  get signal(): AbortSignal {
    return this.#end.signal
  }

  /** From now on; each time anew. */
  allow(ms: number, message: string): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.#end.abort(new KaixuError('timeout', message)), ms)
  }

  /** Ends with the caller's own signal too. */
  follow(signal: AbortSignal | undefined): void {
    if (signal === undefined) return
    const end = () => this.#end.abort(signal.reason)
    if (signal.aborted) end()
    // Goes when the exchange is over, so that a signal for many calls does not keep them all.
    signal.addEventListener('abort', end, { once: true, signal: this.#over.signal })
  }

  readonly #over = new AbortController()

  stop(): void {
    clearTimeout(this.#timer)
    this.#over.abort()
  }
}
