import { DecodeError } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { rlrq } from '../acse/release.ts'
import { generalBlockTransfer } from '../apdu/protection/general.ts'
import { untagged } from '../apdu/tagged.ts'
import { noBlocks } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import { isBlock } from '../general-block-transfer/block-link.ts'
import { isNotification } from '../push/notification.ts'
import { associate, onAare, onHlsAnswer, userInformation } from './association/associate.ts'
import { checkAuthentication } from './association/authentication.ts'
import { giveUp, onResponse, onSilence, sendRequest } from './exchange.ts'
import { isLate, settleLate } from './late.ts'
import { confirmNotification, isUntrusted, notified, onPushedBlock } from './notifications.ts'
import { isCiphered, unprotect } from './protection.ts'
import type {
  ClientInput,
  ClientSettings,
  ClientState,
  ClientStep,
  CounterRange,
  ServerFacts,
} from './state.ts'

/**
 * The client machine of one application association over a connection that keeps the order of APDUs
 * (IEC 62056-5-3, clause 7). `counters` are the invocation counters reserved for it beforehand: the caller has made
 * sure, on disk, that they are never used again with these keys. Throws TypeError for settings that do not fit
 * together.
 */
export function createClient(
  settings: ClientSettings,
  counters: CounterRange = { next: 0, end: 0 },
): ClientState {
  checkAuthentication(settings)
  const { security } = settings
  return {
    settings,
    counters,
    serverCounters: { global: -1, dedicated: -1, broadcast: -1 },
    dedicatedKeys: security?.dedicatedKey && security.keys.withEncryptionKey(security.dedicatedKey),
    agreedKeys: {},
    invokeId: 0,
    abandoned: [],
    shortNames: settings.shortNames,
    pushed: noBlocks,
    phase: { name: 'idle' },
  }
}

/** One step of the client machine. Never throws for what a peer sent: that becomes output `failed`. */
export function stepClient(state: ClientState, input: ClientInput): ClientStep {
  try {
    return step(state, input)
  } catch (error) {
    if (error instanceof DlmsError) return failed(state, error)
    if (error instanceof DecodeError)
      return failed(state, new DlmsError('malformed-apdu', error.message, { cause: error }))
    throw error
  }
}

function step(state: ClientState, input: ClientInput): ClientStep {
  switch (input.kind) {
    case 'associate':
      return associate(state)
    case 'request':
      if (state.phase.name === 'awaiting-response') throw new DlmsError('busy')
      if (state.phase.name !== 'ready') throw new DlmsError('not-associated')
      return sendRequest(state, state.phase.server, input.request)
    case 'release':
      if (state.phase.name !== 'ready') throw new DlmsError('not-associated')
      return release(state, state.phase.server)
    case 'apdu':
      return onApdu(state, input.apdu)
    case 'confirm':
      return confirmNotification(state, input.longInvokeId)
    case 'silence':
      return onSilentServer(state)
    case 'abort':
      if (state.phase.name !== 'awaiting-response') return [state, []]
      return [giveUp(state, state.phase.server), []]
  }
}

/** What is under way gets no answer: blocks are said again, all else is given up. */
function onSilentServer(state: ClientState): ClientStep {
  const { phase } = state
  switch (phase.name) {
    case 'awaiting-response':
      return onSilence(state, phase.server, phase.exchange)
    case 'awaiting-aare':
    case 'awaiting-hls':
    case 'awaiting-rlre':
      throw new DlmsError('no-answer', phase.name)
    default:
      return [state, []]
  }
}

function onApdu(state: ClientState, apdu: Uint8Array): ClientStep {
  const { phase } = state
  switch (phase.name) {
    case 'awaiting-aare':
      return onAare(state, apdu)
    case 'awaiting-hls':
      return onHlsAnswer(state, phase.server, apdu)
    case 'awaiting-response':
      return onResponse(state, phase.server, phase.exchange, apdu)
    case 'awaiting-rlre':
      // Whatever comes, the association is over: many servers send a malformed RLRE.
      return [{ ...state, phase: { name: 'closed' } }, [{ kind: 'released' }]]
    case 'ready':
      return onUnasked(state, phase.server, apdu)
    default:
      throw new DlmsError('unexpected-apdu', `APDU ${apdu[0]?.toString(16)} in phase ${phase.name}`)
  }
}

/** What comes without a request: notifications, and answers to what was given up. */
function onUnasked(state: ClientState, server: ServerFacts, apdu: Uint8Array): ClientStep {
  if (isUntrusted(state, apdu)) return [state, []]
  if (isBlock(apdu)) {
    // Blocks of a response that was given up, or came twice, are passed over.
    return onPushedBlock(state, server, untagged(generalBlockTransfer, apdu)) ?? [state, []]
  }
  const [next, plain] = unprotect(state, server, apdu)
  if (isNotification(plain)) return notified(next, plain)
  if (isLate(next, plain)) return [settleLate(next, plain), []]
  throw new DlmsError('unexpected-apdu', `APDU ${apdu[0]?.toString(16)} without a request`)
}

function release(state: ClientState, server: ServerFacts): ClientStep {
  let next = state
  let information: Uint8Array | undefined
  if (isCiphered(state.settings.security)) [next, information] = userInformation(state)
  const apdu = encode(rlrq, { reason: 'normal', ...(information && { userInformation: information }) })
  return [{ ...next, phase: { name: 'awaiting-rlre', server } }, [{ kind: 'send', apdu }]]
}

/** A mistake of ours leaves the association as it is; after one of the peer nothing it sends can be trusted. */
function failed(state: ClientState, error: DlmsError): ClientStep {
  const survives = state.phase.name === 'ready' && error.culprit === 'local'
  const busy = error.code === 'busy'
  return [survives || busy ? state : { ...state, phase: { name: 'closed' } }, [{ kind: 'failed', error }]]
}
