import { type Address, isSection } from '@ferraris/smitp/mac'
import type { DownMessage } from '@ferraris/uplink'
import type { Store } from '../store/store.ts'
import { type Meter, meterFrom } from './meter.ts'

type Adoption = Extract<DownMessage, { readonly kind: 'adopt' }>['meters'][number]
type Peers = Extract<DownMessage, { readonly kind: 'peers' }>['peers']

/**
 * Whose meters are whose. A meter that is heard is `new` until the head-end decides: it is adopted, or it is foreign,
 * for it was released, or a peer has it. Only adopted meters are spoken to; foreign ones are not even asked to repeat.
 */
export class Roster {
  readonly #store: Store
  readonly #meters = new Map<string, Meter>()
  #peers: Peers = []

  constructor(store: Store) {
    this.#store = store
    for (const stored of store.meters.all()) this.#meters.set(stored.aca, meterFrom(stored))
  }

  get(aca: string): Meter | undefined {
    return this.#meters.get(aca)
  }

  all(): IterableIterator<Meter> {
    return this.#meters.values()
  }

  *adopted(): Generator<Meter> {
    for (const meter of this.#meters.values()) if (meter.state === 'adopted') yield meter
  }

  /** May carry frames for others: all but those of somebody else. */
  relays(aca: string): boolean {
    return this.#meters.get(aca)?.state !== 'foreign'
  }

  /**
   * Whether a station with this address can be a meter of the section: one made up on the line must neither fill the
   * disk nor be taken for everybody.
   */
  admits(aca: Address): boolean {
    return this.#meters.has(aca) || (!isSection(aca) && this.#meters.size < mostMeters)
  }

  /** Somebody answers to this address; true when nobody knew it. */
  heard(aca: string, now: number): boolean {
    const known = this.#meters.get(aca)
    if (known !== undefined) {
      if (known.lastHeard === never) this.#write({ ...known, firstHeard: now, lastHeard: now })
      known.lastHeard = now
      return false
    }
    const state = this.#ofPeer(aca) ? 'foreign' : 'new'
    const meter = { ...unheard(aca), state, firstHeard: now, lastHeard: now } as const
    this.#store.meters.put(meter)
    this.#meters.set(aca, meterFrom(meter))
    return true
  }

  /** Takes meters with their keys, heard or not. Their state is on the disk when this returns. */
  adopt(meters: readonly Adoption[]): void {
    this.#store.transaction(() => {
      for (const {
        aca,
        serial,
        k1,
        k2,
        transformer,
        substation = false,
        mode = 'hardened',
        onLoanFrom,
      } of meters) {
        const known = this.#meters.get(aca) ?? meterFrom(unheard(aca))
        this.#write({ ...known, serial, state: 'adopted', transformer, substation, mode, loan: onLoanFrom })
        this.#store.meters.seal(aca, { k1: Buffer.from(k1, 'hex'), k2: Buffer.from(k2, 'hex') })
      }
    })
  }

  /** Lets go of meters and their keys, and of the wish for those that are only heard. */
  release(acas: readonly string[]): void {
    this.#store.transaction(() => {
      for (const aca of acas) {
        const known = this.#meters.get(aca)
        if (known === undefined) continue
        this.#write({ ...known, state: 'foreign', loan: undefined, substation: false })
        this.#store.meters.seal(aca, undefined)
      }
    })
  }

  /**
   * Learns what peers have. A meter that is nobody's becomes foreign when a peer has it and new when it has not any
   * more; one on loan goes back when its owner lives. Returns the meters given back.
   */
  meet(peers: Peers): string[] {
    this.#peers = peers
    const alive = new Set(peers.filter(({ dead = false }) => !dead).map(({ concentrator }) => concentrator))
    const back = [...this.adopted()].filter(({ loan }) => loan !== undefined && alive.has(loan))
    this.release(back.map(({ aca }) => aca))
    this.#store.transaction(() => {
      for (const meter of this.#meters.values()) {
        if (meter.state === 'new' && this.#ofPeer(meter.aca)) this.#write({ ...meter, state: 'foreign' })
      }
    })
    return back.map(({ aca }) => aca)
  }

  /** Writes how far the routine has come with these meters: all in one go, for their loss would cost little. */
  keep(meters: Iterable<Meter>): void {
    this.#store.transaction(() => {
      for (const meter of meters) this.#store.meters.keep(meter)
    })
  }

  #ofPeer(aca: string): boolean {
    return this.#peers.some(({ acas }) => acas.includes(aca))
  }

  /** The disk first: what it refuses has not happened. */
  #write(meter: Meter): void {
    this.#store.meters.put(meter)
    const known = this.#meters.get(meter.aca)
    if (known === undefined) this.#meters.set(meter.aca, meter)
    else Object.assign(known, meter)
  }
}

/** Twice as many as the largest section has; no inventory holds more. */
const mostMeters = 2000

/** Last heard of a meter that was given to us before it was heard. */
const never = 0

function unheard(aca: string) {
  return {
    aca,
    state: 'new' as const,
    substation: false,
    mode: 'hardened' as const,
    progress: {},
    firstHeard: never,
    lastHeard: never,
  }
}
