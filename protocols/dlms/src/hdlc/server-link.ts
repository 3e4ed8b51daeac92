import { encode } from '@ferraris/codec'
import type { ReceivedFrame } from './frame.ts'
import {
  type Agreement,
  type LinkInput,
  type LinkOutput,
  type LinkSettings,
  type ServerLinkState,
  sameAddress,
  transmit,
} from './link-state.ts'
import { hdlcParameters, parametersOf } from './parameters.ts'
import { accept, acknowledge, emptyWindow, enqueue, flight } from './sliding-window.ts'

type ServerLinkStep = readonly [next: ServerLinkState, outputs: readonly LinkOutput[]]

/** The secondary station of an HDLC link in normal response mode (IEC 62056-46, 6.4): the meter. It sends when polled. */
export function createServerLink(settings: LinkSettings): ServerLinkState {
  return {
    settings,
    phase: 'disconnected',
    agreement: settings,
    window: emptyWindow,
    deadline: undefined,
    polled: false,
  }
}

/**
 * One step of the secondary. A message that was delivered is answered with input `send`, or `pass` where it wants no
 * answer; until then the client waits for its final frame. Frames that are not for this link change nothing.
 */
export function stepServerLink(
  state: ServerLinkState,
  input: Exclude<LinkInput, { kind: 'connect' | 'disconnect' | 'poll' }>,
  now: number,
): ServerLinkStep {
  switch (input.kind) {
    case 'send': {
      const queued = { ...state, window: enqueue(state.window, input.message, state.agreement.maxInfoTx) }
      return state.polled ? answer(queued) : [queued, []]
    }
    case 'pass':
      return state.polled ? answer(state) : [state, []]
    case 'timeout':
      if (state.deadline === undefined || now < state.deadline) return [state, []]
      return [createServerLink(state.settings), [{ kind: 'disconnected' }]]
    case 'frame':
      return onFrame(state, input.frame, now)
  }
}

function onFrame(state: ServerLinkState, frame: ReceivedFrame, now: number): ServerLinkStep {
  const { client, server, inactivityTimeoutMs } = state.settings
  if (!sameAddress(frame.source, client) || !sameAddress(frame.destination, server)) return [state, []]
  const heard = { ...state, deadline: now + inactivityTimeoutMs }
  switch (frame.control.type) {
    case 'SNRM':
      return onSnrm(heard, frame)
    case 'DISC': {
      const unnumbered = transmit(server, client, {
        type: state.phase === 'connected' ? 'UA' : 'DM',
        pollFinal: true,
      })
      const outputs: LinkOutput[] =
        state.phase === 'connected' ? [unnumbered, { kind: 'disconnected' }] : [unnumbered]
      return [createServerLink(state.settings), outputs]
    }
    case 'UI':
      return frame.information === undefined
        ? [heard, []]
        : [heard, [{ kind: 'deliver', message: frame.information, unnumbered: true }]]
    case 'I':
    case 'RR':
    case 'RNR':
      if (state.phase === 'connected') return onNumbered(heard, frame)
      return [
        state,
        frame.control.pollFinal ? [transmit(server, client, { type: 'DM', pollFinal: true })] : [],
      ]
    default:
      return [heard, []]
  }
}

function onSnrm(state: ServerLinkState, { information }: ReceivedFrame): ServerLinkStep {
  const { client, server, maxInfoTx, maxInfoRx, windowTx, windowRx } = state.settings
  const proposed = parametersOf(information)
  if (proposed === undefined) return [state, []]
  const agreement: Agreement = {
    maxInfoTx: Math.max(1, Math.min(maxInfoTx, proposed.maxInfoRx ?? 128)),
    windowTx: Math.max(1, Math.min(windowTx, proposed.windowRx ?? 1, 7)),
  }
  const granted = encode(hdlcParameters, {
    maxInfoTx: agreement.maxInfoTx,
    maxInfoRx: Math.min(maxInfoRx, proposed.maxInfoTx ?? 128),
    windowTx: agreement.windowTx,
    windowRx: Math.min(windowRx, proposed.windowTx ?? 1),
  })
  const acknowledgement = transmit(server, client, { type: 'UA', pollFinal: true }, { information: granted })
  return [
    { ...state, phase: 'connected', agreement, window: emptyWindow, polled: false },
    [acknowledgement, { kind: 'connected' }],
  ]
}

function onNumbered(state: ServerLinkState, frame: ReceivedFrame): ServerLinkStep {
  const control = frame.control as Extract<ReceivedFrame['control'], { type: 'I' | 'RR' | 'RNR' }>
  const acknowledged = acknowledge(state.window, control.received)
  if (acknowledged === undefined) return [state, []]
  const polled = control.pollFinal
  if (control.type !== 'I')
    return polled
      ? answer({ ...state, window: acknowledged, polled })
      : [{ ...state, window: acknowledged }, []]
  const taken = accept(
    acknowledged,
    { sent: control.sent, segmented: frame.segmented, information: frame.information ?? new Uint8Array() },
    state.settings.maxMessageLength,
  )
  if (taken.kind === 'too-long') {
    return [
      createServerLink(state.settings),
      [
        transmit(state.settings.server, state.settings.client, { type: 'FRMR', pollFinal: true }),
        { kind: 'failed', fault: 'message-too-long' },
      ],
    ]
  }
  const next = { ...state, window: taken.window, polled }
  if (taken.message !== undefined) return [next, [{ kind: 'deliver', message: taken.message }]]
  return polled ? answer(next) : [next, []]
}

/** The answer to a poll: information frames up to the window, the last one final, or RR when there are none. */
function answer(state: ServerLinkState): ServerLinkStep {
  const { client, server } = state.settings
  const [window, segments] = flight(state.window, state.agreement.windowTx)
  const next = { ...state, window, polled: false }
  if (segments.length === 0) {
    return [next, [transmit(server, client, { type: 'RR', received: window.expected, pollFinal: true })]]
  }
  return [
    next,
    segments.map(({ sent, segmented, information }, i) =>
      transmit(
        server,
        client,
        { type: 'I', sent, received: window.expected, pollFinal: i === segments.length - 1 },
        { segmented, information },
      ),
    ),
  ]
}
