import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import {
  type Concentrator,
  HeadEndConnection,
  type HeadEndPlace,
  KeyVault,
  type Settings,
  Store,
  StoreError,
} from '@ferraris/concentrator'
import type { Zone } from '@ferraris/cosem'
import { type Line, randomFrom } from '@ferraris/power-line'
import type { LineFrame, UpMessage } from '@ferraris/uplink'
import { diskAgainMs } from '../data-folder.ts'
import { type PlacedConcentrator, placeConcentrator } from '../simulated-line/placed-concentrator.ts'
import type { Pace } from './pace.ts'

/** The software version that concentrators of this district report. */
const currentVersion = 'FERRARIS 0.1.0'
/** Of the firmware that they come with. */
const firmwareVersion = '0.1.0'

interface SiteOptions {
  readonly name: string
  readonly substation: string
  /** ACA of the meter at the transformer. */
  readonly balanceMeter: string
  /** Folder of its store and of the key that wraps its keys. */
  readonly folder: string
  readonly line: Line
  readonly pace: Pace
  readonly zone: Zone
  readonly seed: number
  readonly settings: Settings
}

/** Hears of a connection to the head-end, and of its loss with the reason. */
export type SiteState = (state: 'up' | 'down', error?: Error) => void

/** Address of a head-end, and each concentrator's credential. */
export interface HeadEndAccess extends Omit<HeadEndPlace, 'credential'> {
  readonly credentials: Readonly<Record<string, string>>
  /** Their names at the head-end, where others than their own. */
  readonly names?: Readonly<Record<string, string>>
}

/**
 * A concentrator in its substation, with its store on the disk and its connections to a head-end: it can die and be
 * replaced, and lose its WAN. Before the line has reached the present it takes its meters from the head-end, and then works
 * without a WAN: while time passes quickly, no head-end would keep up with its messages.
 */
export class ConcentratorSite {
  readonly name: string
  readonly #options: SiteOptions
  #alive: { readonly placed: PlacedConcentrator; readonly store: Store } | undefined
  #place: HeadEndPlace | undefined
  #calledThere: string
  #headEnd: HeadEndConnection | undefined
  #up = false
  #wanIsCut = false
  #isDead = false
  #isDark = false
  #catchingUp = false
  /** Its store could not be opened: the next attempt. */
  #startAgain: NodeJS.Timeout | undefined
  /** The store that several things are being written to together. */
  #written: Store | undefined
  #onState: SiteState = () => {}

  constructor(options: SiteOptions) {
    this.name = options.name
    this.#calledThere = options.name
    this.#options = options
    this.#start()
  }

  get substation(): string {
    return this.#options.substation
  }

  get isAlive(): boolean {
    return this.#alive !== undefined
  }

  /** Adopted meters, those of them with a known way, and results that the head-end has not got. */
  get progress(): { readonly meters: number; readonly found: number; readonly pending: number } {
    if (this.#alive === undefined) return { meters: 0, found: 0, pending: 0 }
    const { concentrator } = this.#alive.placed
    const ours = concentrator.neighbours().filter(({ state }) => state === 'adopted' || state === 'silent')
    return {
      meters: ours.length,
      found: ours.filter(({ lastHeard }) => lastHeard > 0).length,
      pending: concentrator.condition().pendingResults,
    }
  }

  /** Calls a head-end from now on, perhaps under another name. */
  connect(place: HeadEndPlace, calledThere = this.name, onState: SiteState = () => {}): void {
    this.#hangUp()
    this.#onState = onState
    this.#place = place
    this.#calledThere = calledThere
    this.#call()
  }

  /** Time passes quickly from now on, until `live`. */
  catchUp(): void {
    this.#tell(false)
    this.#catchingUp = true
  }

  live(): void {
    this.#catchingUp = false
    this.#tell(this.#up)
  }

  /** Lets something happen and writes its traces in the store together, with one flush of the disk. */
  together(happen: () => void): void {
    if (this.#alive === undefined) {
      happen()
      return
    }
    const { store } = this.#alive
    this.#written = store
    try {
      store.transaction(happen)
    } finally {
      this.#written = undefined
      if (this.#alive?.store !== store) store.close()
    }
  }

  publish(frames: readonly LineFrame[]): void {
    if (this.#up && !this.#catchingUp && this.isAlive) this.#headEnd?.publish({ kind: 'frames', frames })
  }

  cutWan(): void {
    this.#wanIsCut = true
    this.#hangUp()
  }

  mendWan(): void {
    this.#wanIsCut = false
    this.#call()
  }

  /** Everything that was not on the disk is lost. */
  die(): void {
    this.#isDead = true
    this.#stop()
  }

  revive(): void {
    this.#isDead = false
    this.#startWhenPossible()
  }

  /** Its supply is gone, or back. Without a battery of its own it works only while the busbar has voltage. */
  supply(isThere: boolean): void {
    this.#isDark = !isThere
    if (isThere) this.#startWhenPossible()
    else this.#stop()
  }

  /** It begins again with the firmware that its store names now. */
  #restart(): void {
    if (!this.isAlive) return
    this.#stop()
    this.#startWhenPossible()
  }

  /** While its store cannot be opened, as on a full disk, it is tried again: the others go on. */
  #startWhenPossible(): void {
    clearTimeout(this.#startAgain)
    try {
      this.#start()
    } catch (error) {
      if (!(error instanceof StoreError)) throw error
      console.error(error.message)
      this.#startAgain = setTimeout(() => this.#startWhenPossible(), diskAgainMs).unref()
    }
  }

  async close(): Promise<void> {
    this.#isDead = true
    clearTimeout(this.#startAgain)
    const headEnd = this.#headEnd
    this.#headEnd = undefined
    await headEnd?.close()
    this.#alive?.placed.concentrator.stop(this.#options.line.now)
    this.#stop()
  }

  #stop(): void {
    const alive = this.#alive
    this.#alive = undefined
    this.#hangUp()
    alive?.placed.remove()
    if (alive?.store !== this.#written) alive?.store.close()
  }

  #start(): void {
    if (this.#alive !== undefined || this.#isDead || this.#isDark) return
    const { folder, line, substation, zone, seed, settings } = this.#options
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    const store = Store.open(join(folder, 'store.sqlite'), KeyVault.open(join(folder, 'key-encryption-key')))
    const placed = placeConcentrator(line, {
      name: this.#calledThere,
      version: firmwareVersion,
      // Not while it is in the middle of something.
      restart: () => setImmediate(() => this.#restart()),
      substation,
      zone,
      store,
      settings,
      uplink: { publish: (message: UpMessage) => this.#headEnd?.publish(message) ?? true },
      random: randomFrom(seed),
    })
    this.#alive = { placed, store }
    this.#call()
  }

  #call(): void {
    if (this.#place === undefined || this.#wanIsCut || !this.isAlive || this.#headEnd !== undefined) return
    const { substation, balanceMeter, pace } = this.#options
    this.#headEnd = new HeadEndConnection({
      place: this.#place,
      concentrator: this.#calledThere,
      hello: { version: currentVersion, substation, balanceMeter },
      enter: happen => pace.enter(now => happen(this.#present(), now)),
      onState: (state, error) => {
        this.#up = state === 'up'
        this.#onState(state, error)
        if (!this.#catchingUp) this.#tell(this.#up)
      },
      random: Math.random,
    })
  }

  #present(): Concentrator {
    if (this.#alive === undefined) throw new Error(`${this.name} is dead`)
    return this.#alive.placed.concentrator
  }

  #hangUp(): void {
    this.#headEnd?.cut()
    this.#headEnd = undefined
    this.#up = false
    if (!this.#catchingUp) this.#tell(false)
  }

  /** Notifies the concentrator of connection to the head-end and its loss. */
  #tell(connected: boolean): void {
    const { pace } = this.#options
    const concentrator = this.#alive?.placed.concentrator
    if (concentrator === undefined) return
    pace.enter(now => (connected ? concentrator.connected(now) : concentrator.disconnected(now)))
  }
}
