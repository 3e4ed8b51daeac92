import { readObjectList } from '@ferraris/client'
import { decode } from '@ferraris/codec'
import { type Data, decodeData } from '@ferraris/cosem'
import type { ObjectListElement } from '@ferraris/cosem/values'
import { type AttributeRequest, DlmsError, type GetDataResult } from '@ferraris/dlms'
import { type Apdu, anyApdu } from '@ferraris/dlms/apdu'
import type { ClientSettings } from '@ferraris/dlms/client'
import { obisCodes } from '@ferraris/metering'
import type { Frame } from '@ferraris/transport'
import type { Subject } from './subject.ts'
import { type Reaction, Talk } from './talk.ts'
import { must, Ruling } from './verdict.ts'

/** What a case works with: fresh talks with the server, and what all cases learn of it once. */
export class Bench {
  readonly subject: Subject
  readonly frames: Frame[] = []
  readonly #talks: Talk[] = []
  readonly #known: Map<number, readonly ObjectListElement[]>

  constructor(subject: Subject, known = new Map<number, readonly ObjectListElement[]>()) {
    this.subject = subject
    this.#known = known
  }

  /** A bench for the next case: no frames yet, what was learned is kept. */
  next(): Bench {
    return new Bench(this.subject, this.#known)
  }

  /** The client that sees most: the secured one, or where its keys are not known the public one. */
  get client(): number {
    return this.subject.securedClient ?? this.subject.publicClient
  }

  /** A link without an association. `change` alters what the machine would use; `address` is another client's. */
  async talk(
    client: number,
    change: (settings: ClientSettings) => ClientSettings = settings => settings,
    address = client,
  ): Promise<Talk> {
    const { settings, counters } = await this.subject.termsOf(client)
    const terms = { settings: change(settings), counters }
    const link = await this.subject.openLink(address, frame => this.frames.push(frame))
    const talk = new Talk(link, terms, this.subject.silenceMs)
    this.#talks.push(talk)
    return talk
  }

  /** A link with an association that stands. */
  async association(client = this.client): Promise<Talk> {
    const talk = await this.talk(client)
    await talk.associate()
    return talk
  }

  /** One attribute, as the server answers it. */
  async get(talk: Talk, item: AttributeRequest): Promise<GetDataResult> {
    const {
      results: [result],
    } = await talk.request({ service: 'get', items: [item] })
    must(result !== undefined, `${named(item)} has no result`)
    return result
  }

  /** One attribute, which the server must give. */
  async read(talk: Talk, item: AttributeRequest): Promise<Data> {
    const result = await this.get(talk, item)
    must(result.kind === 'data', `${named(item)} is refused: ${result.kind === 'data' ? '' : result.result}`)
    return decodeData(result.data)
  }

  /** The object list that a client sees; read once for all cases. */
  async objects(client = this.client): Promise<readonly ObjectListElement[]> {
    const known = this.#known.get(client)
    if (known !== undefined) return known
    const talk = await this.association(client)
    const list = await readObjectList({
      get: async (...items) => (await talk.request({ service: 'get', items })).results,
    })
    this.#known.set(client, list)
    return list
  }

  /** Whether the server still serves: a new association of the public client that reads its own name. */
  async stillServes(): Promise<void> {
    try {
      const talk = await this.association(this.subject.publicClient)
      await this.read(talk, { classId: 15, obis: obisCodes.currentAssociation, attribute: 1 })
    } catch (error) {
      if (error instanceof Ruling || error instanceof DlmsError)
        throw new Ruling('FAIL', `afterwards the server serves no more: ${error.message}`)
      throw error
    }
  }

  async end(): Promise<void> {
    await Promise.all(this.#talks.map(talk => talk.close()))
  }
}

/** `class 3, 1.0.1.8.0.255, attribute 2`. */
export function named({ classId, obis, attribute }: AttributeRequest): string {
  return `class ${classId}, ${obis}, attribute ${attribute}`
}

/** The APDU of a reaction. A server that says nothing, or hangs up, has refused: that is `undefined`. */
export function apduOf(reaction: Reaction): Apdu | undefined {
  return reaction.kind === 'apdu' ? decode(anyApdu, reaction.apdu) : undefined
}
