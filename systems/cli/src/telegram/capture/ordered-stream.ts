/** A capture may miss packets for ever: then the stream goes on behind the hole rather than keep all that follows. */
const mostWaiting = 64

/** One direction of a TCP connection: segments as captured in, octets in their order out, each once. */
export class OrderedStream {
  /** Number of the next octet; undefined until the first segment. */
  #next: number | undefined
  readonly #waiting = new Map<number, Uint8Array>()

  /** The octets that have become complete. */
  push(sequence: number, payload: Uint8Array): Uint8Array[] {
    if (payload.length > 0) this.#waiting.set(sequence, payload)
    const ready = this.#takeFrom(this.#next ?? sequence)
    if (this.#waiting.size <= mostWaiting) return ready
    return [...ready, ...this.#takeFrom(Math.min(...this.#waiting.keys()))]
  }

  #takeFrom(start: number): Uint8Array[] {
    const ready: Uint8Array[] = []
    let next = start
    for (let found = true; found; ) {
      found = false
      for (const [sequence, payload] of this.#waiting) {
        const known = behind(next, sequence)
        if (known < 0) continue
        this.#waiting.delete(sequence)
        if (known >= payload.length) continue
        ready.push(payload.subarray(known))
        next = (sequence + payload.length) >>> 0
        found = true
      }
    }
    this.#next = next
    return ready
  }
}

/** How far `next` lies behind `sequence`, around the end of 32 bits. */
function behind(next: number, sequence: number): number {
  return (next - sequence) | 0
}
