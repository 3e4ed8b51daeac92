import type { CustomerDownMessage } from '@ferraris/uplink'
import { type DeviceInput, stepDevice } from './device/device.ts'
import type { DeviceOutput } from './device/output.ts'
import type { DeviceSettings } from './device/settings.ts'
import type { DeviceState } from './device/state.ts'
import { type PushedReadings, takePush } from './device/take-push.ts'
import { type Correspondence, markRead, receiptSent, takeMessage } from './messages/correspondence.ts'
import type { DeviceStore } from './store/device-store.ts'
import { StoreError } from './store/store-error.ts'
import { type DeviceView, deviceView, type PlatformState } from './view/device-view.ts'
import type { Way } from './view/trouble.ts'

export interface CustomerDeviceOptions {
  readonly settings: DeviceSettings
  readonly store: DeviceStore
  /** The device's clock, seconds since 1970. */
  readonly now: () => number
}

/** Told of what has changed. */
export interface DeviceListener {
  onOutput?(output: DeviceOutput): void
  /** Anything of the view may be another. */
  onChange?(): void
  /** The store cannot be written: later telegrams would be lost. The process has to end the device. */
  onStoreError?(error: StoreError): void
}

const aliveEverySeconds = 60

/** Telegrams that are written together at most: a burst shares the time that a disk takes to sync. */
export const mostKeptTogether = 256

/**
 * The device in its box: the machine, its memory and what is beside them. Ways bring telegrams, faces take views and are
 * told of changes. What is told, shown or counted has been kept before.
 */
export class CustomerDevice {
  readonly #store: DeviceStore
  readonly #now: () => number
  readonly #listeners = new Set<DeviceListener>()
  /** As it was kept: this is shown. */
  #state: DeviceState
  /** With what has come since. */
  #ahead: DeviceState
  /** What came of it, to be told once it is kept. */
  #untold: DeviceOutput[] = []
  #waiting = 0
  #keeping: NodeJS.Immediate | undefined
  #fullBatches = 0
  #correspondence: Correspondence
  #way: Way = { state: 'closed', detail: '' }
  /** Telegrams that the present way has lost, as far as they were counted. */
  #lost = 0
  #platform: PlatformState = 'none'
  #aliveAt: number

  constructor({ settings, store, now }: CustomerDeviceOptions) {
    this.#store = store
    this.#now = now
    this.#state = store.loadState(settings)
    this.#ahead = this.#state
    this.#correspondence = store.loadCorrespondence()
    const aliveAt = store.load<number>('alive')
    this.#aliveAt = now()
    store.save('alive', this.#aliveAt)
    if (aliveAt === undefined) return
    this.#step({ kind: 'power-up', aliveAt })
    this.keep()
  }

  get state(): DeviceState {
    return this.#state
  }

  get correspondence(): Correspondence {
    return this.#correspondence
  }

  view(): DeviceView {
    const around = { way: this.#way, platform: this.#platform, correspondence: this.#correspondence }
    return deviceView(this.#state, around, this.#now())
  }

  /** Times that so many telegrams came at once that they were written in more than one turn. */
  get fullBatches(): number {
    return this.#fullBatches
  }

  /** A telegram has come, and is kept. True for one of Chain 2 for this device, a replica included. */
  take(apdu: Uint8Array): boolean {
    const isOurs = this.receive(apdu)
    this.keep()
    return isOurs
  }

  /** As `take`, but kept in a moment, together with what else has come by then. */
  receive(apdu: Uint8Array): boolean {
    this.heartbeat()
    const outputs = this.#step({ kind: 'apdu', apdu })
    this.#keepSoon()
    return outputs.some(({ kind }) => kind !== 'refused')
  }

  /**
   * As `receive` for a frame of a meter of this device, true. Anything else is not counted as long as it may be another
   * kind of meter's push, false: what turns out to be none is handed to `receive`.
   */
  receiveIfOurs(apdu: Uint8Array): boolean {
    this.heartbeat()
    const [after, outputs] = stepDevice(this.#ahead, { kind: 'apdu', apdu }, this.#now())
    const isOther = outputs.every(
      output =>
        output.kind === 'refused' && (output.reason === 'protocol-error' || output.reason === 'foreign'),
    )
    if (isOther) return false
    this.#ahead = after
    this.#untold.push(...outputs)
    this.#keepSoon()
    return true
  }

  /** What a meter of another kind has pushed; kept in a moment. One without a number is refused. */
  receivePush({ meter, readings }: Omit<PushedReadings, 'meter'> & { readonly meter: string | null }): void {
    this.heartbeat()
    if (meter === null) this.#step({ kind: 'unnamed-push' })
    else this.#ahead = takePush(this.#ahead, { meter, readings }, this.#now())
    this.#keepSoon()
  }

  /** Keeps what has come, in one transaction, and tells of it. Throws StoreError; then nothing is told, and it is kept later. */
  keep(): void {
    clearImmediate(this.#keeping)
    this.#keeping = undefined
    this.#countLost()
    this.#store.saveState(this.#state, this.#ahead)
    const hasChanged = this.#state !== this.#ahead
    this.#state = this.#ahead
    this.#waiting = 0
    const told = this.#untold
    this.#untold = []
    if (hasChanged) this.#tell()
    for (const { onOutput } of this.#listeners) for (const output of told) onOutput?.(output)
  }

  /** To be called each minute at least: what was not kept alive was without supply. */
  heartbeat(): void {
    const now = this.#now()
    if (Math.abs(now - this.#aliveAt) < aliveEverySeconds) return
    this.#aliveAt = now
    this.#guarded(() => this.#store.save('alive', now))
  }

  setWay(way: Way): void {
    this.#way = way
    this.#lost = 0
    this.#tell()
  }

  setPlatform(platform: PlatformState): void {
    this.#platform = platform
    this.#tell()
  }

  takeMessage(message: CustomerDownMessage): void {
    this.#correspond(takeMessage(this.#correspondence, message, this.#now() * 1000))
  }

  /** A person has read a text. */
  markRead(id: string): void {
    this.#correspond(markRead(this.#correspondence, id, this.#now() * 1000))
  }

  receiptSent(receipt: Correspondence['receipts'][number]): void {
    this.#correspond(receiptSent(this.#correspondence, receipt))
  }

  /** Gives what ends it. */
  listen(listener: DeviceListener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  #correspond(after: Correspondence): void {
    if (after === this.#correspondence) return
    this.#guarded(() => {
      this.#store.save('correspondence', after)
      this.#correspondence = after
      this.#tell()
    })
  }

  #step(input: DeviceInput): readonly DeviceOutput[] {
    const [after, outputs] = stepDevice(this.#ahead, input, this.#now())
    this.#ahead = after
    this.#untold.push(...outputs)
    return outputs
  }

  /** Not before what the system has at hand is taken in, as long as more comes in each turn. */
  #keepSoon(): void {
    this.#waiting++
    if (this.#waiting >= mostKeptTogether) {
      this.#fullBatches++
      this.#guarded(() => this.keep())
    } else if (this.#keeping === undefined) this.#keepAfterTurn(this.#waiting)
  }

  #keepAfterTurn(waiting: number): void {
    this.#keeping = setImmediate(() => {
      if (this.#waiting > waiting) this.#keepAfterTurn(this.#waiting)
      else this.#guarded(() => this.keep())
    })
  }

  /** For work begun by a telegram or the clock, which has no caller: a full disk goes to `onStoreError`. */
  #guarded(work: () => void): void {
    try {
      work()
    } catch (error) {
      const listeners = [...this.#listeners].filter(({ onStoreError }) => onStoreError !== undefined)
      if (!(error instanceof StoreError) || listeners.length === 0) throw error
      for (const { onStoreError } of listeners) onStoreError?.(error)
    }
  }

  #countLost(): void {
    const lost = this.#way.state === 'open' ? (this.#way.lost?.() ?? 0) : 0
    if (lost > this.#lost) this.#step({ kind: 'lost', count: lost - this.#lost })
    this.#lost = Math.max(lost, this.#lost)
  }

  #tell(): void {
    for (const { onChange } of this.#listeners) onChange?.()
  }
}
