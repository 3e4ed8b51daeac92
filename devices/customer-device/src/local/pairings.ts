/**
 * Who may see what a device knows. A person at the device gets a code of eight digits for ten minutes; who enters it at the page or
 * an interface gets a token for good, until a person takes it away. Five wrong codes end the code. Tokens are kept as digests.
 */
import { createHash, randomBytes, randomInt, timingSafeEqual } from 'node:crypto'
import { msPerMinute } from '@ferraris/metering'

export interface Pairing {
  readonly id: string
  /** As the one who paired called itself. */
  readonly name: string
  readonly digest: string
  readonly pairedAt: number
}

/** What keeps pairings over a restart. */
export interface PairingMemory {
  load(): readonly Pairing[]
  save(pairings: readonly Pairing[]): void
}

const codeLastsMs = 10 * msPerMinute
const mostAttempts = 5
/** Phones, tablets and programs of a home. */
const mostPairings = 32

export type PairingResult = { readonly token: string } | 'wrong-code' | 'no-code' | 'too-many'

export class Pairings {
  readonly #memory: PairingMemory
  readonly #now: () => number
  #pairings: readonly Pairing[]
  #code: { readonly text: string; readonly until: number; attemptsLeft: number } | undefined

  /** `now` in milliseconds. */
  constructor(memory: PairingMemory, now: () => number) {
    this.#memory = memory
    this.#now = now
    this.#pairings = memory.load()
  }

  get all(): readonly Pairing[] {
    return this.#pairings
  }

  /** A new code; one that was given before ends. */
  offer(): { readonly code: string; readonly until: number } {
    const text = String(randomInt(100_000_000)).padStart(8, '0')
    this.#code = { text, until: this.#now() + codeLastsMs, attemptsLeft: mostAttempts }
    return { code: text, until: this.#code.until }
  }

  pair(code: string, name: string): PairingResult {
    const offered = this.#code
    if (offered === undefined || this.#now() > offered.until || offered.attemptsLeft === 0) return 'no-code'
    offered.attemptsLeft--
    if (!equalTexts(code.replace(/\D/g, ''), offered.text)) return 'wrong-code'
    if (this.#pairings.length >= mostPairings) return 'too-many'
    this.#code = undefined
    return this.admit(name)
  }

  /** Pairs without a code: the programs of the machine that the device runs on. */
  admit(name: string): { readonly token: string } {
    const token = randomBytes(24).toString('base64url')
    const pairing = {
      id: randomBytes(6).toString('hex'),
      name,
      digest: digestOf(token),
      pairedAt: this.#now(),
    }
    this.#keep([...this.#pairings, pairing])
    return { token }
  }

  /** The pairing of a token. */
  find(token: string): Pairing | undefined {
    const digest = digestOf(token)
    return this.#pairings.find(pairing => equalTexts(pairing.digest, digest))
  }

  /** False for one that is unknown. */
  remove(id: string): boolean {
    const left = this.#pairings.filter(pairing => pairing.id !== id)
    if (left.length === this.#pairings.length) return false
    this.#keep(left)
    return true
  }

  #keep(pairings: readonly Pairing[]): void {
    this.#memory.save(pairings)
    this.#pairings = pairings
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex')
}

function equalTexts(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
