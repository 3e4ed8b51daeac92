import type { TunnelAnswer } from './tunnel-request.ts'

/** Requests to one concentrator at a time: its power line carries one, the others wait there. */
export const mostWaiting = 64

/** A request that was sent and not answered. */
interface WaitingRequest {
  /** Whether it waits for the power line: one to the concentrator itself does not. */
  readonly isOnLine: boolean
  readonly timeoutMs: number
  resolve(answer: TunnelAnswer): void
  /** Without an error the meter has not answered. */
  reject(error?: unknown): void
  onTimeout(): void
}

/**
 * Requests of one tunnel, in the order in which they were sent. Those for the line take turns at the concentrator, so the time of one
 * runs while it is the first of them, and begins again with each answer to another: then that one had the line.
 */
export class WaitingRequests {
  readonly #requests = new Map<number, WaitingRequest>()
  readonly #timers = new Map<number, NodeJS.Timeout>()

  get size(): number {
    return this.#requests.size
  }

  has(number: number): boolean {
    return this.#requests.has(number)
  }

  add(number: number, request: WaitingRequest): void {
    this.#requests.set(number, request)
    if (!request.isOnLine || this.#first() === number) this.#time(number)
  }

  /** An answer has come for a request, or word that there is none. */
  settle(number: number, answer: TunnelAnswer | undefined): void {
    const request = this.#requests.get(number)
    if (request === undefined) return
    if (answer === undefined) request.reject()
    else request.resolve(answer)
    if (request.isOnLine) this.#time(this.#first())
  }

  remove(number: number): void {
    const wasFirst = this.#first() === number
    this.#requests.delete(number)
    clearTimeout(this.#timers.get(number))
    this.#timers.delete(number)
    if (wasFirst) this.#time(this.#first())
  }

  rejectAll(error: Error): void {
    for (const { reject } of this.#requests.values()) reject(error)
  }

  #first(): number | undefined {
    for (const [number, { isOnLine }] of this.#requests) if (isOnLine) return number
    return undefined
  }

  #time(number: number | undefined): void {
    const request = number === undefined ? undefined : this.#requests.get(number)
    if (number === undefined || request === undefined) return
    clearTimeout(this.#timers.get(number))
    this.#timers.set(number, setTimeout(request.onTimeout, request.timeoutMs))
  }
}
