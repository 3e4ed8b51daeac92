import { apduTags } from '@ferraris/dlms/apdu'
import { PushAssembler } from '@ferraris/dlms/push'
import { type Caller, type CallerTelegram, listenForCallers, listenForDatagrams } from '@ferraris/transport'
import type { Pool } from 'pg'
import type { KeyRing } from '../inventory/keys/key-ring.ts'
import type { Roads } from './call-in/roads.ts'
import { type ArrivedPush, Intake } from './intake.ts'
import type { PushPlace } from './push-place.ts'
import type { PushReason } from './push-reason.ts'
import { PushWriter } from './push-writer.ts'
import { Refusals } from './refused/refusals.ts'
import { UnknownCallers } from './refused/unknown-callers.ts'
import { Senders } from './sender/senders.ts'
import type { StoredPushes } from './store/store-pushes.ts'
import type { TakenPush } from './taken-push.ts'

/** Told what happens, for metrics and the log. */
export interface PushObserver {
  /** A push was refused. */
  refused?(reason: PushReason): void
  /** Octets came that are no telegram. */
  noise?(): void
  /** Pushes were stored, with so many events that were not known before. */
  stored?(pushes: number, fresh: number, seconds: number): void
  /** Something that is not a meter's fault; the door stays open. */
  trouble?(error: Error): void
}

interface PushDoorParts {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly now: () => number
  readonly ownTitle: Uint8Array
  readonly roads: Roads
  /** Called with devices whose logs alone say what has happened: they are to be read at once. */
  readonly readSoon: (endDeviceIds: readonly number[]) => void
  readonly observer?: PushObserver
}

/** Pushes that wait to be stored until senders are made to wait; half of it, and they go on. */
const mostWaiting = 10_000
/** What is in hand of all senders together: the rest is for what connections had read when they were made to wait, and for datagrams. */
const mostInHand = 2 * mostWaiting
/** Senders whose blocks are put together at the same time, on datagrams. */
const mostAssemblers = 1_000
const keepEveryMs = 2_000

/** Where meters push, and where they call in. Its parts are bounded: a storm makes senders wait on TCP, and is counted on UDP. */
export class PushDoor {
  readonly senders: Senders
  readonly #parts: PushDoorParts
  readonly #intake: Intake
  readonly #writer: PushWriter
  readonly #refusals: Refusals
  readonly #unknown: UnknownCallers
  readonly #paused = new Set<Caller>()
  readonly #assemblers = new Map<string, PushAssembler>()
  readonly #services: { close(): Promise<void> }[] = []
  readonly #places: string[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(parts: PushDoorParts) {
    this.#parts = parts
    const { pool, ring, now, ownTitle, observer = {} } = parts
    this.senders = new Senders({ pool, ring, now, ownTitle })
    this.#refusals = new Refusals(pool, now)
    this.#unknown = new UnknownCallers(pool, now)
    this.#writer = new PushWriter(pool, {
      now,
      onStored: (stored, pushes, seconds) =>
        this.#onStored(stored, pushes.filter(({ contents }) => contents !== undefined).length, seconds),
      onLost: (push, error) => this.#onLost(push, error),
    })
    this.#intake = new Intake(this.senders, now, {
      onTaken: push => this.#writer.add(push),
      onRefused: refusal => {
        observer.refused?.(refusal.reason)
        this.#refusals.add(refusal)
      },
      onUnknown: ({ title, deviceName }, from) =>
        this.#unknown.add({ systemTitle: title ?? deviceName ?? from, deviceName, from, isConnected: false }),
    })
    parts.roads.listen({
      onUnknown: caller => this.#unknown.add(caller),
      onLeft: name => this.#hungUp(name),
      onHeard: push => this.#takeHeard(push),
    })
  }

  /** Opens a place; gives the port. Throws the system's error when the port cannot be had. */
  async open(place: PushPlace): Promise<number> {
    const service =
      place.medium === 'udp'
        ? await listenForDatagrams(place, {
            onTelegram: (apdu, from) => this.#takeDatagram(apdu, from),
            onNoise: () => this.#parts.observer?.noise?.(),
          })
        : await listenForCallers(place, {
            ...(place.tls && { tls: place.tls }),
            audience: {
              onTelegram: (telegram, caller) => this.#takeFromCaller(telegram, caller),
              onNoise: () => this.#parts.observer?.noise?.(),
              onCalled: caller => this.#parts.roads.called(caller),
              onGone: caller => this.#gone(caller),
            },
          })
    this.#services.push(service)
    const scheme = place.tls === undefined ? place.medium : 'tls'
    const host = place.host.includes(':') ? `[${place.host}]` : place.host
    this.#places.push(`${scheme}://${host}:${service.port}`)
    this.#timer ??= setInterval(() => this.#keep(), keepEveryMs)
    return service.port
  }

  /** Where pushes come in: `tcp://127.0.0.1:4059`. */
  get places(): readonly string[] {
    return this.#places
  }

  /** Pushes that are not committed. */
  get waiting(): number {
    return this.#intake.waiting + this.#writer.waiting
  }

  /** Resolves when all that has come is stored, and what was refused is kept. */
  async settled(): Promise<void> {
    await this.#intake.settled()
    await this.#writer.settled()
    await this.#refusals.keep()
    await this.#unknown.keep()
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    for (const service of this.#services) await service.close()
    await this.#writer.close()
    await this.#refusals.keep()
    await this.#unknown.keep()
  }

  #takeFromCaller({ apdu, ports }: CallerTelegram, caller: Caller): void {
    const whole = this.#assembled(apdu, caller.from)
    if (whole === undefined) return
    if (this.waiting >= mostInHand) return void this.#overloaded(caller.from)
    this.#intake.take({
      apdu: whole,
      from: caller.from,
      device: this.#parts.roads.deviceOf(caller),
      answer: answer => caller.answer(answer, { ports }),
      identified: sender => this.#parts.roads.identified(caller, sender, ports),
    })
    if (this.waiting < mostWaiting || this.#paused.has(caller)) return
    this.#paused.add(caller)
    caller.pause()
  }

  /** A meter pushes within an association: under its dedicated key, for example. */
  #takeHeard(push: ArrivedPush): void {
    if (this.waiting >= mostInHand) this.#overloaded(push.from)
    else this.#intake.take(push)
  }

  #takeDatagram(apdu: Uint8Array, from: string): void {
    if (this.waiting >= mostInHand) return void this.#overloaded(from)
    const whole = this.#assembled(apdu, from)
    if (whole !== undefined) this.#intake.take({ apdu: whole, from, answer: undefined })
  }

  #overloaded(from: string): void {
    this.#parts.observer?.refused?.('overloaded')
    this.#refusals.add({ sender: from, reason: 'overloaded', from, detail: `${mostInHand} pushes wait` })
  }

  /** Meters send long messages in blocks without acknowledgement. */
  #assembled(apdu: Uint8Array, from: string): Uint8Array | undefined {
    if (apdu[0] !== apduTags['general-block-transfer']) return apdu
    const assembler = this.#assemblers.get(from) ?? new PushAssembler()
    this.#assemblers.delete(from)
    this.#assemblers.set(from, assembler)
    const [oldest] = this.#assemblers.keys()
    if (this.#assemblers.size > mostAssemblers && oldest !== undefined) this.#assemblers.delete(oldest)
    try {
      return assembler.push(apdu)
    } catch {
      this.#assemblers.delete(from)
      this.#parts.observer?.noise?.()
      return undefined
    }
  }

  #gone(caller: Caller): void {
    this.#paused.delete(caller)
    this.#assemblers.delete(caller.from)
    this.#parts.roads.gone(caller)
  }

  #hungUp(systemTitle: string): void {
    this.#unknown.left(systemTitle).catch(error => this.#trouble(error))
  }

  #onStored({ fresh, unexplained, replayed }: StoredPushes, pushes: number, seconds: number): void {
    const { observer = {}, readSoon } = this.#parts
    observer.stored?.(pushes - replayed.length, fresh, seconds)
    for (const { sender, from } of replayed) {
      observer.refused?.('replayed')
      this.#refusals.add({
        sender: sender.serial,
        reason: 'replayed',
        from,
        detail: 'another head-end has it',
      })
    }
    if (unexplained.length > 0) readSoon(unexplained)
    this.#resume()
  }

  #onLost({ sender: { serial }, from }: TakenPush, error: Error): void {
    const { observer = {} } = this.#parts
    observer.trouble?.(error)
    observer.refused?.('unreadable')
    this.#refusals.add({
      sender: serial,
      reason: 'unreadable',
      from,
      detail: `the store refuses it: ${error.message}`,
    })
    this.#resume()
  }

  #resume(): void {
    if (this.waiting > mostWaiting / 2) return
    const callers = [...this.#paused]
    this.#paused.clear()
    // One that holds enough to make it wait again is paused anew.
    for (const caller of callers) caller.resume()
  }

  #keep(): void {
    // What waited and was refused stores nothing.
    this.#resume()
    Promise.all([this.#refusals.keep(), this.#unknown.keep()]).catch(error => this.#trouble(error))
  }

  #trouble(error: unknown): void {
    this.#parts.observer?.trouble?.(error as Error)
  }
}
