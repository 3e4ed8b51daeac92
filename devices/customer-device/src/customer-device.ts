import type { CustomerDownMessage } from '@ferraris/uplink'
import { type DeviceInput, stepDevice } from './device/device.ts'
import type { DeviceOutput } from './device/output.ts'
import type { DeviceSettings } from './device/settings.ts'
import type { DeviceState } from './device/state.ts'
import { type PushedReadings, takePush } from './device/take-push.ts'
import { type Correspondence, markRead, receiptSent, takeMessage } from './messages/correspondence.ts'
import type { DeviceStore } from './store/device-store.ts'
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
}

const aliveEverySeconds = 60

/**
 * The device in its box: the machine, its memory and what is beside them. Ways bring telegrams, faces take views and are
 * told of changes. What is told has been kept before.
 */
export class CustomerDevice {
  readonly #store: DeviceStore
  readonly #now: () => number
  readonly #listeners = new Set<DeviceListener>()
  #state: DeviceState
  #correspondence: Correspondence
  #way: Way = { state: 'closed', detail: '' }
  #platform: PlatformState = 'none'
  #aliveAt: number

  constructor({ settings, store, now }: CustomerDeviceOptions) {
    this.#store = store
    this.#now = now
    this.#state = store.loadState(settings)
    this.#correspondence = store.loadCorrespondence()
    const aliveAt = store.load<number>('alive')
    this.#aliveAt = now()
    store.save('alive', this.#aliveAt)
    if (aliveAt !== undefined) this.#step({ kind: 'power-up', aliveAt })
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

  /** A telegram has come. True for one of Chain 2 for this device, a replica included. */
  take(apdu: Uint8Array): boolean {
    this.heartbeat()
    const outputs = this.#step({ kind: 'apdu', apdu })
    return outputs.some(({ kind }) => kind !== 'refused')
  }

  /** What a meter of another kind has pushed. One without a number cannot be told from others. */
  takePush({ meter, readings }: Omit<PushedReadings, 'meter'> & { readonly meter: string | null }): void {
    if (meter !== null) this.#become(takePush(this.#state, { meter, readings }, this.#now()))
  }

  /** To be called each minute at least: what was not kept alive was without supply. */
  heartbeat(): void {
    const now = this.#now()
    if (Math.abs(now - this.#aliveAt) < aliveEverySeconds) return
    this.#aliveAt = now
    this.#store.save('alive', now)
  }

  setWay(way: Way): void {
    this.#way = way
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
    this.#store.save('correspondence', after)
    this.#correspondence = after
    this.#tell()
  }

  #step(input: DeviceInput): readonly DeviceOutput[] {
    const [after, outputs] = stepDevice(this.#state, input, this.#now())
    this.#become(after)
    for (const { onOutput } of this.#listeners) for (const output of outputs) onOutput?.(output)
    return outputs
  }

  #become(after: DeviceState): void {
    this.#store.saveState(this.#state, after)
    this.#state = after
    this.#tell()
  }

  #tell(): void {
    for (const { onChange } of this.#listeners) onChange?.()
  }
}
