import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Section } from '../section.ts'
import type { EventLog } from './event-log.ts'

const fact = 'trust'

/** The head-end's public key (Ed25519), as it told it last over its authenticated connection. */
export class Trust {
  readonly #section: Section
  readonly #log: EventLog
  #text: string | undefined
  #key: KeyObject | undefined

  constructor(section: Section, log: EventLog) {
    this.#section = section
    this.#log = log
    this.#set(section.store.fact(fact))
  }

  /** Undefined before the head-end was connected for the first time. */
  get key(): KeyObject | undefined {
    return this.#key
  }

  /** Base64url. Throws StoreError. */
  take(text: string): void {
    if (text === this.#text) return
    this.#section.store.keepFact(fact, text)
    this.#log.note(this.#section.now, 'trust-changed')
    this.#set(text)
  }

  #set(text: string | undefined): void {
    this.#text = text
    this.#key = text === undefined ? undefined : keyOf(text)
  }
}

function keyOf(text: string): KeyObject {
  return createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: text }, format: 'jwk' })
}
