import { randomBytes } from 'node:crypto'
import { mkdir, open, readFile, rename } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fromHex, toHex } from '@ferraris/bytes'
import type { CounterRange } from '@ferraris/dlms/client'
import { SecurityError } from '@ferraris/dlms/security'
import { DataLock, LockError, onceUnlocked } from '@ferraris/meter/data-lock'
import type { ClientCounter } from '@ferraris/smitp/session'
import { ProcessError } from '../errors.ts'

/** Our system title, and counters reserved under it. */
interface Reservation {
  /** 8 octets. */
  readonly systemTitle: Uint8Array
  readonly range: CounterRange
  /** No counters have been reserved towards this device before. */
  readonly isFirst: boolean
}

interface State {
  /** 16 hex digits; random, so that two installations with the same keys never make the same nonce. */
  readonly systemTitle: string
  /** The next free counter by device and client. */
  readonly next: Record<string, number>
  /** What we know of the counters that METERS AND MORE shares with each meter, as decimal digits. */
  smitp?: Record<string, { readonly used: string; readonly proven: string }>
}

/** Counters a session may use, which reads every attribute of a large meter; what it leaves is lost, and 2^32 last for a million sessions. */
const blockSize = 4000
const counterEnd = 2 ** 32
const lockPatienceMs = 5000

/**
 * The invocation counters of this installation as a client, in a small file. They are on disk as used before the first
 * of them goes over the wire: with AES-GCM a counter that is used twice with one key gives the traffic away
 * (IEC 62056-5-3, 5.3.4.2; NIST SP 800-38D, 8).
 */
export class CounterFile {
  readonly file: string

  constructor(folder: string) {
    this.file = join(folder, 'client-counters.json')
  }

  /** The counters of keys that stand in no data folder. */
  static ofUser(): CounterFile {
    return new CounterFile(join(process.env.XDG_STATE_HOME || join(homedir(), '.local/state'), 'ferraris'))
  }

  /** Reserves a block of counters towards a device, none of them below `atLeast`. Throws ProcessError and SecurityError. */
  async reserve(device: string, client: number, atLeast = 0): Promise<Reservation> {
    const lock = await this.#lock()
    try {
      const state = await this.#load()
      const party = `${device} client ${client}`
      const known = state.next[party]
      const next = Math.max(known ?? 0, atLeast)
      const end = next + blockSize
      if (end > counterEnd) {
        throw new SecurityError(
          'counter-exhausted',
          `no invocation counter is left for ${party}; give it new keys`,
        )
      }
      state.next[party] = end
      await this.#save(state)
      return { systemTitle: fromHex(state.systemTitle), range: { next, end }, isFirst: known === undefined }
    } finally {
      lock.release()
    }
  }

  /** What is known of the counter shared with a meter (METERS AND MORE); undefined of a new one. Throws ProcessError. */
  async smitpCounter(device: string): Promise<ClientCounter | undefined> {
    const known = (await this.#load()).smitp?.[device]
    return known && { used: BigInt(known.used), proven: BigInt(known.proven) }
  }

  /**
   * Keeps what is known of a counter, last seen as `before`. A number not used yet must be ours alone: two messages under
   * one number would have one key stream. Throws ProcessError where another process was faster.
   */
  async keepSmitpCounter(
    device: string,
    { used, proven }: ClientCounter,
    before: ClientCounter | undefined,
  ): Promise<void> {
    const lock = await this.#lock()
    try {
      const state = await this.#load()
      const known = state.smitp?.[device] ?? { used: '-1', proven: '-1' }
      if (used > (before?.used ?? -1n) && BigInt(known.used) !== (before?.used ?? -1n))
        throw new ProcessError(
          'counters-overtaken',
          `another process talks to ${device} at the same time; wait for its end and try again`,
        )
      const higher = (a: string, b: bigint): string => String(BigInt(a) > b ? a : b)
      const next = { used: higher(known.used, used), proven: higher(known.proven, proven) }
      state.smitp = { ...state.smitp, [device]: next }
      await this.#save(state)
    } finally {
      lock.release()
    }
  }

  async #load(): Promise<State> {
    let text: string
    try {
      text = await readFile(this.file, 'utf8')
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw this.#unusable(error)
      // A new title begins with new counters, and so does one after its file was lost.
      return { systemTitle: toHex(Buffer.concat([Buffer.from('FER'), randomBytes(5)])), next: {} }
    }
    try {
      return checkState(JSON.parse(text))
    } catch (error) {
      throw this.#unusable(error)
    }
  }

  async #save(state: State): Promise<void> {
    const draft = `${this.file}.new`
    const handle = await open(draft, 'w', 0o600)
    try {
      await handle.writeFile(`${JSON.stringify(state, undefined, 2)}\n`)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, this.file)
  }

  /** One process at a time between load and save. */
  async #lock(): Promise<DataLock> {
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 })
      return await onceUnlocked(() => DataLock.take(this.file), lockPatienceMs)
    } catch (cause) {
      const isHeld = cause instanceof LockError && cause.code === 'held'
      throw isHeld ? new ProcessError('counters-locked', cause.message, { cause }) : this.#unusable(cause)
    }
  }

  #unusable(cause: unknown): ProcessError {
    const why = cause instanceof Error ? cause.message : String(cause)
    const advice =
      'see that this user may write there; if the file is damaged, delete it: a new one begins a new system title'
    return new ProcessError('counters-unusable', `invocation counters in ${this.file}: ${why}; ${advice}`, {
      cause,
    })
  }
}

function checkState(value: unknown): State {
  const state = value as State
  const sound =
    /^[0-9a-f]{16}$/.test(state?.systemTitle) &&
    typeof state.next === 'object' &&
    Object.values(state.next).every(next => Number.isInteger(next) && next >= 0 && next <= counterEnd) &&
    Object.values(state.smitp ?? {}).every(({ used, proven }) => /^\d+ \d+$/.test(`${used} ${proven}`))
  if (!sound) throw new Error('its content is damaged')
  return state
}
