import type { CustomerDevice } from '../customer-device.ts'

/** What a way is while it stands. */
export interface OpenWay {
  close(): Promise<void>
  /** Telegrams that the system has dropped, because they came faster than they were taken in. */
  readonly lost?: () => number
}

/** Opens a way by which telegrams come; `onGone` is to be called when it breaks later. */
export type WayOpener = (onGone: (error: Error) => void) => Promise<OpenWay>

const retryMs = 10_000
/** Nothing that is opened or closed may take longer. */
const deadlineMs = 15_000

/**
 * Keeps a way open for as long as a device runs: a modem that is unplugged is tried again, and the device says that there is no way
 * meanwhile. Opening and closing have deadlines: a port that hangs holds up nothing.
 */
export class Way {
  readonly #device: CustomerDevice
  readonly #open: WayOpener
  #standing: OpenWay | undefined
  #timer: NodeJS.Timeout | undefined
  #ended = false

  constructor(device: CustomerDevice, open: WayOpener) {
    this.#device = device
    this.#open = open
  }

  /** Tries for the first time; resolves also when it did not come about. */
  async start(): Promise<void> {
    try {
      const way = await inTime(this.#open(error => this.#lost(error)))
      if (this.#ended) return await way.close()
      this.#standing = way
      this.#device.setWay({ state: 'open', ...(way.lost && { lost: way.lost }) })
    } catch (error) {
      this.#lost(error as Error)
    }
  }

  async close(): Promise<void> {
    this.#ended = true
    clearTimeout(this.#timer)
    const way = this.#standing
    this.#standing = undefined
    if (way !== undefined) await inTime(way.close()).catch(() => {})
  }

  #lost(error: Error): void {
    if (this.#ended) return
    const way = this.#standing
    this.#standing = undefined
    // What breaks is closed as well; whether that succeeds is no matter.
    if (way !== undefined) void inTime(way.close()).catch(() => {})
    this.#device.setWay({ state: 'closed', detail: error.message })
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.start(), retryMs)
    this.#timer.unref()
  }
}

async function inTime<Value>(work: Promise<Value>): Promise<Value> {
  const { promise: late, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${deadlineMs / 1000} s`)), deadlineMs)
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
