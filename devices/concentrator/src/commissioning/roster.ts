import type { DownMessage } from '@ferraris/uplink'
import type { Progress } from '../store/meter-table.ts'
import type { Store } from '../store/store.ts'
import { type Meter, meterFrom } from './meter.ts'

type Adoption = Extract<DownMessage, { readonly kind: 'adopt' }>['meters'][number]
type Peers = Extract<DownMessage, { readonly kind: 'peers' }>['peers']

/** Twice as many as the largest section has; no inventory holds more. */
const mostMeters = 2000

/** Last heard of a meter that the head-end gave before it was heard. */
const never = 0

/**
 * Which meters belong to this concentrator. A meter that is heard is `new` until the head-end decides: it is adopted,
 * or it is foreign, for it was released, or a peer has it. Only adopted meters are read; foreign ones do not even
 * repeat.
 */
export class Roster {
  readonly #store: Store
  readonly #meters = new Map<string, Meter>()
  /** Meters with progress that is not written yet. */
  readonly #progressed = new Set<Meter>()
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

  /** May carry frames for others: all but foreign ones. */
  relays(aca: string): boolean {
    return this.#meters.get(aca)?.state !== 'foreign'
  }

  /** Whether this address is one of a meter known, or there is room for it: forged ones must not fill the disk. */
  admits(aca: string): boolean {
    return this.#meters.has(aca) || this.#meters.size < mostMeters
  }

  /** A meter answers to this address. */
  heard(aca: string, now: number): void {
    const known = this.#meters.get(aca)
    if (known !== undefined) {
      if (known.lastHeard === never) this.#write({ ...known, firstHeard: now, lastHeard: now })
      known.lastHeard = now
      return
    }
    const state = this.#ofPeer(aca) ? 'foreign' : 'new'
    this.#write({ ...unheard(aca), state, firstHeard: now, lastHeard: now })
  }

  /** Takes meters with their keys, heard or not. Their state is on the disk when this returns. */
  adopt(meters: readonly Adoption[]): void {
    this.#store.transaction(() => {
      for (const meter of meters) {
        const { aca, serial, transformer, substation = false, mode = 'hardened', onLoanFrom } = meter
        const known = this.#meters.get(aca) ?? unheard(aca)
        this.#write({ ...known, serial, state: 'adopted', transformer, substation, mode, loan: onLoanFrom })
        this.#store.meters.seal(aca, {
          k1: Buffer.from(meter.k1, 'hex'),
          k2: Buffer.from(meter.k2, 'hex'),
        })
      }
    })
  }

  /** Releases meters: they become foreign and lose their keys. */
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
   * Takes the meters of peers. A new meter becomes foreign when a peer has it; one on loan goes back when its owner
   * is up again. Returns the meters given back.
   */
  updatePeers(peers: Peers): string[] {
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

  /**
   * Notes how far the routine has come with a meter. What `write` writes goes with it in one transaction, and neither
   * without the other; without it, `keep` writes the progress later.
   */
  advance(meter: Meter, made: Progress, write?: () => void): void {
    const progress = { ...meter.progress, ...made }
    if (write !== undefined) {
      this.#store.transaction(() => {
        write()
        this.#store.meters.keep({ ...meter, progress })
      })
    }
    meter.progress = progress
    this.#progressed.add(meter)
  }

  /** Writes the progress that was not yet written: all in one go, for its loss would cost little. */
  keep(): void {
    this.#store.transaction(() => {
      for (const meter of this.#progressed) this.#store.meters.keep(meter)
    })
    this.#progressed.clear()
  }

  #ofPeer(aca: string): boolean {
    return this.#peers.some(({ acas }) => acas.includes(aca))
  }

  /** The disk first: what it refuses does not take effect. */
  #write(meter: Meter): void {
    this.#store.meters.put(meter)
    const known = this.#meters.get(meter.aca)
    if (known === undefined) this.#meters.set(meter.aca, meter)
    else Object.assign(known, meter)
  }
}

function unheard(aca: string): Meter {
  return meterFrom({
    aca,
    state: 'new',
    substation: false,
    mode: 'hardened',
    progress: {},
    firstHeard: never,
    lastHeard: never,
  })
}
