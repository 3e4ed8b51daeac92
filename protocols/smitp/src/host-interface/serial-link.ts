/** The serial line between modem and host: each frame is acknowledged, or sent again. The same machine at both ends. */
import { at, defined, equal } from '@ferraris/bytes'
import { cut, type HostSign } from './cut.ts'
import { acknowledge, encodeHostFrame, type HostCode, type HostFrame, refuse, status } from './frame.ts'

/** Milliseconds. */
const hostTimes = {
  /** TSR: the modem's status after T_REQ. */
  status: 125,
  /** TACK: the acknowledgement of a frame. */
  acknowledge: 40,
  /** TIC: between two octets of a frame. */
  interCharacter: 10,
} as const

export interface SerialLinkSettings {
  /** The host raises T_REQ and awaits the modem's status before each frame. Off where the wire is missing. */
  readonly requestLine: boolean
  /** Speed of the line, 10 bits an octet: an acknowledgement can only come once the frame has been sent. */
  readonly baud: number
  /** How often a frame is sent again. */
  readonly retries: number
  /** At most so many frames wait for the line. */
  readonly maxQueue: number
}

export const serialLinkDefaults = {
  requestLine: false,
  baud: 57_600,
  retries: 3,
  maxQueue: 16,
} as const satisfies SerialLinkSettings

type Outgoing = Pick<HostFrame, 'code' | 'payload'>

export interface SerialLinkState {
  readonly settings: SerialLinkSettings
  readonly phase: 'idle' | 'awaiting-status' | 'awaiting-acknowledgement'
  /** The first one is on its way unless idle. */
  readonly queue: readonly Outgoing[]
  readonly attempts: number
  /** When the awaited sign is overdue. */
  readonly deadline: number | undefined
  /** Octets of a frame that is coming, and until when the next one must have come. */
  readonly pending: Uint8Array
  readonly silentAt: number | undefined
  /** The frame accepted last: sent again, it is acknowledged and not delivered. */
  readonly accepted: HostFrame | undefined
}

type SerialLinkInput =
  | { readonly kind: 'send'; readonly code: HostCode; readonly payload: Uint8Array }
  | { readonly kind: 'octets'; readonly octets: Uint8Array }
  /** At the modem: the host has raised T_REQ. */
  | { readonly kind: 'requested' }
  | { readonly kind: 'tick' }

export type SerialLinkOutput =
  | { readonly kind: 'write'; readonly octets: Uint8Array }
  /** At the host: raise or lower T_REQ. */
  | { readonly kind: 'request-line'; readonly raised: boolean }
  | { readonly kind: 'deliver'; readonly code: HostCode; readonly payload: Uint8Array }
  /** The peer stays silent, or refuses the frame, after all retries; or too many frames wait. */
  | { readonly kind: 'failed'; readonly code: HostCode }
  /** Give `tick` at this time; a later one replaces an earlier one. */
  | { readonly kind: 'wake'; readonly at: number }

type Step = readonly [SerialLinkState, readonly SerialLinkOutput[]]

export function openSerialLink(settings: SerialLinkSettings = serialLinkDefaults): SerialLinkState {
  return {
    settings,
    phase: 'idle',
    queue: [],
    attempts: 0,
    deadline: undefined,
    pending: new Uint8Array(),
    silentAt: undefined,
    accepted: undefined,
  }
}

export function stepSerialLink(state: SerialLinkState, input: SerialLinkInput, now: number): Step {
  const [next, outputs] = react(state, input, now)
  const wakeAt = Math.min(next.deadline ?? Infinity, next.silentAt ?? Infinity)
  return [next, wakeAt === Infinity ? outputs : [...outputs, { kind: 'wake', at: wakeAt }]]
}

function react(state: SerialLinkState, input: SerialLinkInput, now: number): Step {
  switch (input.kind) {
    case 'send':
      return enqueue(state, input, now)
    case 'octets':
      return take(state, input.octets, now)
    case 'requested':
      return [state, [{ kind: 'write', octets: Uint8Array.of(status, 0) }]]
    case 'tick':
      return overdue(state, now)
  }
}

function enqueue(state: SerialLinkState, { code, payload }: Outgoing, now: number): Step {
  if (state.queue.length >= state.settings.maxQueue) return [state, [{ kind: 'failed', code }]]
  const next = { ...state, queue: [...state.queue, { code, payload }] }
  return state.phase === 'idle' ? attempt({ ...next, attempts: 0 }, now) : [next, []]
}

/** Sends the first frame of the queue, or first asks for leave. */
function attempt(state: SerialLinkState, now: number): Step {
  if (state.queue.length === 0) return [{ ...state, phase: 'idle', deadline: undefined }, []]
  if (!state.settings.requestLine) return write(state, now)
  const next = { ...state, phase: 'awaiting-status' as const, deadline: now + hostTimes.status }
  return [next, [{ kind: 'request-line', raised: true }]]
}

function write(state: SerialLinkState, now: number): Step {
  const octets = encodeHostFrame({ ...at(state.queue, 0), repeat: state.attempts > 0 })
  const deadline = now + (octets.length * 10_000) / state.settings.baud + hostTimes.acknowledge
  const next = { ...state, phase: 'awaiting-acknowledgement' as const, deadline }
  return [next, [{ kind: 'write', octets }]]
}

function again(state: SerialLinkState, now: number): Step {
  if (state.attempts < state.settings.retries) return attempt({ ...state, attempts: state.attempts + 1 }, now)
  const [failed, ...queue] = state.queue
  const [next, outputs] = attempt({ ...state, queue, attempts: 0 }, now)
  return [next, [{ kind: 'failed', code: defined(failed, 'the frame that was sent').code }, ...outputs]]
}

function overdue(state: SerialLinkState, now: number): Step {
  let next = state
  const outputs: SerialLinkOutput[] = []
  if (next.silentAt !== undefined && now >= next.silentAt) {
    next = { ...next, pending: new Uint8Array(), silentAt: undefined }
    outputs.push({ kind: 'write', octets: Uint8Array.of(refuse) })
  }
  if (next.deadline !== undefined && now >= next.deadline) {
    if (next.phase === 'awaiting-status') outputs.push({ kind: 'request-line', raised: false })
    const [after, more] = again(next, now)
    return [after, [...outputs, ...more]]
  }
  return [next, outputs]
}

function take(state: SerialLinkState, octets: Uint8Array, now: number): Step {
  const [pending, signs] = cut(state.pending, octets)
  const coming = pending.length > 0
  const silentAt = coming ? now + hostTimes.interCharacter : undefined
  // A peer that is sending a frame cannot acknowledge ours meanwhile.
  const deadline =
    coming && state.deadline !== undefined
      ? Math.max(state.deadline, now + hostTimes.acknowledge)
      : state.deadline
  let next: SerialLinkState = { ...state, pending, silentAt, deadline }
  const outputs: SerialLinkOutput[] = []
  for (const sign of signs) {
    const [after, more] = heed(next, sign, now)
    next = after
    outputs.push(...more)
  }
  return [next, outputs]
}

function heed(state: SerialLinkState, sign: HostSign, now: number): Step {
  switch (sign.kind) {
    case 'frame':
      return accept(state, sign.frame)
    case 'garbled':
      return [state, [{ kind: 'write', octets: Uint8Array.of(refuse) }]]
    case 'acknowledged':
      if (state.phase !== 'awaiting-acknowledgement') return [state, []]
      return attempt({ ...state, queue: state.queue.slice(1), attempts: 0 }, now)
    case 'refused':
      return state.phase === 'awaiting-acknowledgement' ? again(state, now) : [state, []]
    case 'status': {
      if (state.phase !== 'awaiting-status') return [state, []]
      const [next, outputs] = write(state, now)
      return [next, [{ kind: 'request-line', raised: false }, ...outputs]]
    }
  }
}

function accept(state: SerialLinkState, frame: HostFrame): Step {
  const write = { kind: 'write', octets: Uint8Array.of(acknowledge) } as const
  const { accepted } = state
  const known = frame.repeat && accepted?.code === frame.code && equal(accepted.payload, frame.payload)
  if (known) return [state, [write]]
  const { code, payload } = frame
  return [{ ...state, accepted: frame }, [write, { kind: 'deliver', code, payload }]]
}
