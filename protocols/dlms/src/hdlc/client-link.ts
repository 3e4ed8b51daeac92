import { encode } from '@ferraris/codec'
import type { ReceivedFrame } from './frame.ts'
import {
  type Agreement,
  type ClientLinkState,
  type LinkFault,
  type LinkInput,
  type LinkOutput,
  type LinkSettings,
  linkDefaults,
  mayAnswer,
  sameAddress,
  transmit,
} from './link-state.ts'
import { hdlcParameters, parametersOf } from './parameters.ts'
import { accept, acknowledge, emptyWindow, enqueue, flight } from './sliding-window.ts'

type ClientLinkStep = readonly [next: ClientLinkState, outputs: readonly LinkOutput[]]

/** The primary station of an HDLC link in normal response mode (IEC 62056-46, 6.4): the client of a meter. */
export function createClientLink(settings: LinkSettings): ClientLinkState {
  return {
    settings,
    phase: 'disconnected',
    agreement: settings,
    window: emptyWindow,
    deadline: undefined,
    attempts: 0,
    awaitingReply: false,
    enquiring: false,
    responseTimeoutMs: settings.responseTimeoutMs,
    begun: 0,
  }
}

/** One step of the primary. Frames that are not for this link change nothing. */
export function stepClientLink(state: ClientLinkState, input: LinkInput, now: number): ClientLinkStep {
  switch (input.kind) {
    case 'connect':
      return connect(state, now)
    case 'disconnect':
      if (state.phase === 'disconnected') return [state, [{ kind: 'disconnected' }]]
      return wait({ ...state, phase: 'disconnecting', attempts: 0 }, [command(state, 'DISC')], now)
    case 'send':
      return send(
        {
          ...state,
          window: enqueue(state.window, input.message, state.agreement.maxInfoTx),
          attempts: 0,
          awaitingReply: true,
        },
        now,
      )
    case 'poll': {
      if (state.phase !== 'connected') return [state, []]
      const waiting = { ...state, awaitingReply: true }
      return state.deadline === undefined ? send({ ...waiting, attempts: 0 }, now) : [waiting, []]
    }
    case 'pass':
      return [{ ...state, awaitingReply: false }, []]
    case 'timeout':
      return onTimeout(state, now)
    case 'frame':
      return onFrame(state, input.frame, now)
  }
}

/** How often SNRM is sent within our patience: nothing is known yet of how long an answer takes. */
const snrmsInPatience = 3

function connect(state: ClientLinkState, now: number): ClientLinkStep {
  const { responseTimeoutMs, patienceMs = 0 } = state.settings
  const next: ClientLinkState = {
    ...state,
    phase: 'connecting',
    window: emptyWindow,
    attempts: 0,
    begun: now,
    responseTimeoutMs: Math.max(responseTimeoutMs, patienceMs / snrmsInPatience),
  }
  return wait(next, [snrm(next)], now)
}

function onFrame(state: ClientLinkState, frame: ReceivedFrame, now: number): ClientLinkStep {
  const { client, server } = state.settings
  if (!mayAnswer(server, frame.source) || !sameAddress(frame.destination, client)) return [state, []]
  const { control } = frame
  switch (control.type) {
    case 'UA':
      return onUa(state, frame, now)
    case 'DM':
      if (state.phase === 'disconnecting') return ended(state)
      return state.phase === 'disconnected' ? [state, []] : failed(state, 'refused')
    case 'FRMR':
      return failed(state, 'frame-rejected')
    case 'I':
    case 'RR':
    case 'RNR':
      return state.phase === 'connected' ? onNumbered(state, frame, now) : [state, []]
    case 'UI':
      return frame.information === undefined
        ? [state, []]
        : [state, [{ kind: 'deliver', message: frame.information, unnumbered: true }]]
    default:
      return [state, []]
  }
}

/** An answer may take half as long again as the one to SNRM, which tells how long the way is. */
const waitPerRoundTrip = 1.5

function onUa(state: ClientLinkState, { information }: ReceivedFrame, now: number): ClientLinkStep {
  if (state.phase === 'disconnecting') return ended(state)
  if (state.phase !== 'connecting') return [state, []]
  const { settings, begun } = state
  return [
    {
      ...state,
      phase: 'connected',
      agreement: isPlain(state) ? defaults : agreed(settings, information),
      responseTimeoutMs: Math.max(settings.responseTimeoutMs, waitPerRoundTrip * (now - begun)),
      deadline: undefined,
      attempts: 0,
      awaitingReply: false,
      enquiring: false,
    },
    [{ kind: 'connected' }],
  ]
}

/** What holds where nothing is proposed (IEC 62056-46, 6.4.4.4.3.2). */
const defaults: Agreement = { maxInfoTx: linkDefaults.maxInfoTx, windowTx: linkDefaults.windowTx }

/** What the server takes bounds what we send; parameters it does not name have their defaults, 128 and 1. */
function agreed({ maxInfoTx, windowTx }: LinkSettings, information: Uint8Array | undefined): Agreement {
  const granted = parametersOf(information) ?? {}
  return {
    maxInfoTx: Math.max(1, Math.min(maxInfoTx, granted.maxInfoRx ?? 128)),
    windowTx: Math.max(1, Math.min(windowTx, granted.windowRx ?? 1, 7)),
  }
}

function onNumbered(state: ClientLinkState, frame: ReceivedFrame, now: number): ClientLinkStep {
  const control = frame.control as Extract<ReceivedFrame['control'], { type: 'I' | 'RR' | 'RNR' }>
  // An acknowledgement of what is not on its way is an old frame that was held up on the serial line.
  const acknowledged = acknowledge(state.window, control.received)
  if (acknowledged === undefined) return [state, []]
  let fresh = state.enquiring || acknowledged.base !== state.window.base
  let next: ClientLinkState = { ...state, window: acknowledged }
  const outputs: LinkOutput[] = []
  if (control.type === 'I') {
    const { sent } = control
    const taken = accept(
      next.window,
      { sent, segmented: frame.segmented, information: frame.information ?? new Uint8Array() },
      state.settings.maxMessageLength,
    )
    if (taken.kind === 'too-long') return failed(next, 'message-too-long')
    fresh ||= taken.kind !== 'repeated'
    next = { ...next, window: taken.window, awaitingReply: next.awaitingReply && taken.kind !== 'message' }
    if (taken.message !== undefined) outputs.push({ kind: 'deliver', message: taken.message })
  }
  // A doubled frame says nothing new. Answered, it would be doubled again, and polls would fill the serial line.
  if (!fresh) return [next, outputs]
  next = { ...next, attempts: 0, enquiring: false }
  // Until its final frame the server may send.
  if (!control.pollFinal) return wait(next, outputs, now)
  if (next.window.queue.length === 0 && !next.awaitingReply)
    return [{ ...next, deadline: undefined }, outputs]
  // A server that is not ready is asked again after a while, not at once.
  if (control.type === 'RNR') return wait(next, outputs, now)
  const [sent, more] = send(next, now)
  return [sent, [...outputs, ...more]]
}

/** Sends what the window allows, the last frame with the poll bit; with nothing to send, polls. */
function send(state: ClientLinkState, now: number): ClientLinkStep {
  const { client, server } = state.settings
  const [window, segments] = flight(state.window, state.agreement.windowTx)
  const next = { ...state, window }
  if (segments.length === 0) return wait(next, [receiveReady(next)], now)
  const outputs = segments.map(({ sent, segmented, information }, i) =>
    transmit(
      client,
      server,
      { type: 'I', sent, received: window.expected, pollFinal: i === segments.length - 1 },
      { segmented, information },
    ),
  )
  return wait(next, outputs, now)
}

/** Asks the server for its state rather than repeating frames: its answer tells what has been lost on either way. */
function onTimeout(state: ClientLinkState, now: number): ClientLinkStep {
  if (state.deadline === undefined || now < state.deadline) return [state, []]
  const again = { ...state, attempts: state.attempts + 1 }
  if (again.attempts > mostRetries(state)) {
    return state.phase === 'disconnecting' ? ended(state) : failed(state, 'no-answer')
  }
  if (state.phase === 'connecting') return wait(again, [snrm(again)], now)
  if (state.phase === 'disconnecting') return wait(again, [command(state, 'DISC')], now)
  return wait({ ...again, enquiring: true }, [receiveReady(state)], now)
}

function mostRetries({ settings, responseTimeoutMs }: ClientLinkState): number {
  const { retries, patienceMs = 0 } = settings
  return Math.max(retries, Math.ceil(patienceMs / responseTimeoutMs) - 1)
}

function wait(state: ClientLinkState, outputs: readonly LinkOutput[], now: number): ClientLinkStep {
  return [{ ...state, deadline: now + state.responseTimeoutMs }, outputs]
}

function failed(state: ClientLinkState, fault: LinkFault): ClientLinkStep {
  return [
    { ...state, phase: 'disconnected', deadline: undefined, window: emptyWindow },
    [{ kind: 'failed', fault }],
  ]
}

function ended(state: ClientLinkState): ClientLinkStep {
  return [
    { ...state, phase: 'disconnected', deadline: undefined, window: emptyWindow },
    [{ kind: 'disconnected' }],
  ]
}

/** Old meters do not answer SNRM with parameters: it is repeated without them. */
function isPlain({ settings, attempts }: ClientLinkState): boolean {
  return settings.emptySnrm === true || attempts >= 2
}

function snrm(state: ClientLinkState): LinkOutput {
  const { client, server, maxInfoTx, maxInfoRx, windowTx, windowRx } = state.settings
  if (isPlain(state)) return transmit(client, server, { type: 'SNRM', pollFinal: true })
  const information = encode(hdlcParameters, { maxInfoTx, maxInfoRx, windowTx, windowRx })
  return transmit(client, server, { type: 'SNRM', pollFinal: true }, { information })
}

function command({ settings }: ClientLinkState, type: 'DISC'): LinkOutput {
  return transmit(settings.client, settings.server, { type, pollFinal: true })
}

function receiveReady({ settings, window }: ClientLinkState): LinkOutput {
  return transmit(settings.client, settings.server, {
    type: 'RR',
    received: window.expected,
    pollFinal: true,
  })
}
