import { type ControlState, controlStates, type MeterEvent, type SwitchMovement } from '@ferraris/metering'
import type { Span } from '../harms/span.ts'
import type { Disturbance } from '../metrology/disturbances.ts'
import type { EventLog } from './event-log.ts'
import type { NonVolatile } from './memory/non-volatile.ts'

/** A movement of the switch, as it is kept: state and counter follow from one entry, so that a crash never separates them. */
type Movement = { readonly at: number; readonly state: ControlState }

function movements(memory: NonVolatile): readonly Movement[] {
  return memory.get<Movement[]>('switch') ?? []
}

/** The control modes in which the button opens the switch. */
const manualDisconnect = [1, 2, 5]
/** Those in which a remote order closes it at once, instead of making it ready for the button. */
const remoteReconnectDirect = [2, 4]
/** Those in which the meter itself closes it again. */
const localReconnect = [5, 6]

/**
 * The supply switch and its control mode (class 70). Mode 2 is the default: a remote order opens and closes, the
 * customer may close again after the meter itself has opened.
 */
export class SupplySwitch {
  readonly #memory: NonVolatile
  readonly #moved: (from: number) => void
  readonly #events: EventLog

  /** @param moved called when it has opened or closed, with the instant since when less or more is counted */
  constructor(memory: NonVolatile, events: EventLog, moved: (from: number) => void) {
    this.#memory = memory
    this.#events = events
    this.#moved = moved
  }

  get controlState(): ControlState {
    return movements(this.#memory).at(-1)?.state ?? controlStates.connected
  }

  /** How often the switch has moved. */
  get moves(): number {
    return movements(this.#memory).length
  }

  /** Whether the switch has moved within [from, to). */
  movedWithin(from: number, to: number): boolean {
    return movements(this.#memory).some(({ at }) => from <= at && at < to)
  }

  /** Stretches in which it is open. */
  get openSpans(): readonly Span[] {
    return keptInterruptions(this.#memory).map(({ from, to = Number.POSITIVE_INFINITY }) => ({ from, to }))
  }

  /** Whether current can flow. */
  get outputState(): boolean {
    return this.controlState === controlStates.connected
  }

  get controlMode(): number {
    return this.#memory.get<number>('switch.mode') ?? 2
  }

  /**
   * Voltage behind the open switch, 0.1 V: a generator of the home that runs in island mode, or a wire around the meter.
   * What a generator feeds is the home's affair, so the host says it.
   */
  get backFeed(): number {
    return this.#memory.get<number>('switch.back-feed') ?? 0
  }

  set backFeed(decivolts: number) {
    this.#memory.set('switch.back-feed', decivolts)
  }

  /** Sets the mode 0 … 6; false for any other. Mode 0 has no disconnection, so it closes the switch. */
  setMode(mode: number, now: number): boolean {
    if (!Number.isInteger(mode) || mode < 0 || mode > 6) return false
    if (mode === 0 && !this.outputState) this.#move(controlStates.connected, now, 'remoteConnection')
    this.#memory.set('switch.mode', mode)
    return true
  }

  /** Carries an order out; false where the mode or the state does not allow it, and nothing happens. */
  execute(order: SwitchMovement, now: number): boolean {
    const move = transition(order, this.controlState, this.controlMode)
    if (move === undefined) return false
    this.#move(move.to, now, move.event)
    return true
  }

  /** Whether the switch is already where a remote order wants it. */
  isDone(order: SwitchMovement): boolean {
    if (order === 'remote-disconnect') return this.controlState === controlStates.disconnected
    return order === 'remote-reconnect' && this.controlState !== controlStates.disconnected
  }

  #move(to: ControlState, now: number, event: MeterEvent): void {
    this.#memory.append('switch', { at: now, state: to }, Number.MAX_SAFE_INTEGER)
    this.#moved(now)
    this.#events.record(event, now)
  }
}

/**
 * The interruptions of supply that a memory holds. None is ever dropped: what was not counted then would be counted
 * after all.
 */
export function keptInterruptions(memory: NonVolatile): readonly Disturbance[] {
  const found: Disturbance[] = []
  let openSince: number | undefined
  for (const { at, state } of movements(memory)) {
    if (state !== controlStates.connected) openSince ??= at
    else if (openSince !== undefined) {
      found.push({ from: openSince, to: at, share: 0 })
      openSince = undefined
    }
  }
  return openSince === undefined ? found : [...found, { from: openSince, share: 0 }]
}

/** The state diagram of class 70 (IEC 62056-6-2, 5.4.7): its letters stand beside the lines. */
function transition(
  order: SwitchMovement,
  state: ControlState,
  mode: number,
): { to: ControlState; event: MeterEvent } | undefined {
  const { disconnected, connected, readyForReconnection } = controlStates
  if (mode === 0) return undefined
  switch (order) {
    case 'remote-disconnect': // b, c
      return state === disconnected ? undefined : { to: disconnected, event: 'remoteDisconnection' }
    case 'remote-reconnect': // a, d
      if (state !== disconnected) return undefined
      return remoteReconnectDirect.includes(mode)
        ? { to: connected, event: 'remoteConnection' }
        : { to: readyForReconnection, event: 'readyForManualConnection' }
    case 'manual-disconnect': // f
      if (state !== connected || !manualDisconnect.includes(mode)) return undefined
      return { to: readyForReconnection, event: 'manualDisconnection' }
    case 'manual-reconnect': // e
      return state === readyForReconnection ? { to: connected, event: 'manualConnection' } : undefined
    case 'local-disconnect': // g
      return state === connected ? { to: readyForReconnection, event: 'localDisconnection' } : undefined
    case 'local-reconnect': // h
      if (state !== readyForReconnection || !localReconnect.includes(mode)) return undefined
      return { to: connected, event: 'localReconnection' }
  }
}
