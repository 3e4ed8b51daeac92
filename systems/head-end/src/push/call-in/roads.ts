import { encodeNotification, type Notification } from '@ferraris/dlms/push'
import type { ApduLink, Caller, LinkTerms } from '@ferraris/transport'
import type { ArrivedPush } from '../intake.ts'
import type { UnknownCaller } from '../refused/unknown-callers.ts'
import type { Sender } from '../sender/sender.ts'

/** Wrapper ports of a session: client, and logical device. */
interface Ports {
  readonly client: number
  readonly server: number
}

interface RoadListener {
  onUnknown(caller: UnknownCaller): void
  /** One that was unknown has hung up. */
  onLeft(systemTitle: string): void
  /** A meter has said something within a session. */
  onHeard(push: ArrivedPush): void
}

/** Identifies a meter that has called. */
export interface CallerQuestions {
  /** Its logical device name, and what else it tells without keys; undefined where it does not answer. */
  ask(caller: Caller): Promise<CallerAnswer | undefined>
  /** The meters of the inventory with such names, in their order; undefined where there is none. */
  find(answers: readonly CallerAnswer[]): Promise<readonly (FoundMeter | undefined)[]>
  /** A meter of the inventory has called: it can be read now. */
  called(endDeviceId: number): void
  /** Something that is not the caller's fault. */
  trouble(error: Error): void
}

export interface CallerAnswer {
  readonly deviceName: string
  readonly systemTitle: string | undefined
  readonly serial: string | undefined
  readonly model: string | undefined
}

export interface FoundMeter {
  readonly endDeviceId: number
  readonly serial: string
}

/** How long a caller may say nothing of its own until it is asked, milliseconds. */
const politeMs = 3_000
/** When one that gave no answer is asked again, milliseconds. */
const againMs = 30_000
/** Callers that are asked at the same time. */
const mostAsked = 100
/** Callers that are looked up at once. */
const mostFound = 1000

interface Road {
  readonly caller: Caller
  /** Whether keys have proved that the meter is at its other end. */
  readonly isProven: boolean
}

/**
 * The connections that meters hold open, by the meter at the other end: it proves itself by a push under its keys, or says its name
 * when it is asked. Sessions then go over them. A name that is only said opens nothing: the session proves it, and no such
 * connection takes the place of one that is proven. Where several meters prove themselves over one connection it is that of a
 * gateway, which only hands their pushes on: no session goes over it, as none could tell which of them it reaches.
 */
export class Roads {
  readonly #byDevice = new Map<number, Road>()
  readonly #deviceOf = new Map<Caller, number>()
  readonly #gateways = new Set<Caller>()
  readonly #unknown = new Map<Caller, CallerAnswer>()
  readonly #timers = new Map<Caller, NodeJS.Timeout>()
  readonly #questions: CallerQuestions
  #listener: RoadListener | undefined
  #asked = 0

  constructor(questions: CallerQuestions) {
    this.#questions = questions
  }

  listen(listener: RoadListener): void {
    this.#listener = listener
  }

  /** Connections with meters of the inventory. */
  get size(): number {
    return this.#byDevice.size
  }

  /** The meter of the inventory at the other end; undefined where none is known. */
  deviceOf(caller: Caller): number | undefined {
    return this.#deviceOf.get(caller)
  }

  /** A meter has sent something unasked within an association, which proves that it did. */
  heard(endDeviceId: number, notification: Notification): void {
    this.#listener?.onHeard({
      apdu: encodeNotification(notification),
      from: `session with end device ${endDeviceId}`,
      device: endDeviceId,
      isProven: true,
      answer: undefined,
    })
  }

  has(endDeviceId: number): boolean {
    return this.#byDevice.has(endDeviceId)
  }

  /** A link to a meter that has called; undefined where it has not. Throws TransportError. */
  open(endDeviceId: number, ports: Ports, terms: LinkTerms): ApduLink | undefined {
    return this.#byDevice.get(endDeviceId)?.caller.openLink(ports, terms)
  }

  /** A connection was opened; what opened it may say by itself what it is. */
  called(caller: Caller): void {
    this.#askLater(caller, politeMs)
  }

  /** A push under the keys of a meter has come over the connection. */
  identified(caller: Caller, sender: Sender, ports: Ports | undefined): void {
    this.#forgetTimer(caller)
    // Without a wrapper there is no telling answers from pushes.
    if (ports === undefined || caller.isGone) return
    this.#assign(caller, sender.endDeviceId, sender.hasKeys)
  }

  gone(caller: Caller): void {
    this.#forgetTimer(caller)
    this.#gateways.delete(caller)
    this.#closeRoad(caller)
    const unknown = this.#unknown.get(caller)
    this.#unknown.delete(caller)
    if (unknown === undefined) return
    const title = titleOf(unknown)
    if (![...this.#unknown.values()].some(other => titleOf(other) === title)) this.#listener?.onLeft(title)
  }

  /** Meters have been enrolled: a connection that one of them holds open is its road from now on. What was unknown has said already what it is. */
  async enrolled(): Promise<void> {
    const unknown = [...this.#unknown]
    for (let from = 0; from < unknown.length; from += mostFound) {
      const some = unknown.slice(from, from + mostFound)
      const meters = await this.#questions.find(some.map(([, answer]) => answer))
      for (const [place, [caller]] of some.entries()) {
        const meter = meters[place]
        if (meter !== undefined && this.#unknown.has(caller)) this.#assign(caller, meter.endDeviceId, false)
      }
    }
  }

  #closeRoad(caller: Caller): void {
    const device = this.#deviceOf.get(caller)
    this.#deviceOf.delete(caller)
    if (device !== undefined && this.#byDevice.get(device)?.caller === caller) this.#byDevice.delete(device)
  }

  #assign(caller: Caller, endDeviceId: number, isProven: boolean): void {
    if (this.#gateways.has(caller)) return
    const before = this.#byDevice.get(endDeviceId)
    if (before?.caller === caller) {
      if (isProven && !before.isProven) this.#byDevice.set(endDeviceId, { caller, isProven })
      return
    }
    if (before?.isProven === true && !isProven && !before.caller.isGone) return
    this.#unknown.delete(caller)
    const other = this.#deviceOf.get(caller)
    const isGateway = isProven && other !== undefined && this.#byDevice.get(other)?.isProven === true
    this.#closeRoad(caller)
    if (isGateway) return void this.#gateways.add(caller)
    this.#deviceOf.set(caller, endDeviceId)
    this.#byDevice.set(endDeviceId, { caller, isProven })
    this.#questions.called(endDeviceId)
  }

  async #ask(caller: Caller): Promise<void> {
    this.#forgetTimer(caller)
    if (caller.isGone || this.#deviceOf.has(caller) || this.#gateways.has(caller)) return
    if (caller.isBusy || this.#asked >= mostAsked) return this.#askLater(caller, politeMs)
    this.#asked++
    try {
      const answer = await this.#questions.ask(caller)
      if (caller.isGone) return
      if (answer === undefined) return this.#askLater(caller, againMs)
      const [meter] = await this.#questions.find([answer])
      if (meter !== undefined) return this.#assign(caller, meter.endDeviceId, false)
      this.#unknown.set(caller, answer)
      const systemTitle = titleOf(answer)
      this.#listener?.onUnknown({ ...answer, systemTitle, from: caller.from, isConnected: true })
    } catch (error) {
      // The store is away, for example: the caller is asked again.
      this.#questions.trouble(error as Error)
      this.#askLater(caller, againMs)
    } finally {
      this.#asked--
    }
  }

  #askLater(caller: Caller, afterMs: number): void {
    this.#forgetTimer(caller)
    if (!caller.isGone)
      this.#timers.set(
        caller,
        setTimeout(() => void this.#ask(caller), afterMs),
      )
  }

  #forgetTimer(caller: Caller): void {
    clearTimeout(this.#timers.get(caller))
    this.#timers.delete(caller)
  }
}

/** By what an unknown caller is told. */
function titleOf({ systemTitle, deviceName }: CallerAnswer): string {
  return systemTitle ?? deviceName
}
