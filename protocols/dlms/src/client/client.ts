import { DecodeError } from '@ferraris/bytes'
import { encode } from '@ferraris/codec'
import { rlrq } from '../acse/release.ts'
import { apduTags } from '../apdu/tags.ts'
import { DlmsError } from '../dlms-error.ts'
import { associate, onAare, onHlsAnswer, userInformation } from './associate.ts'
import { checkAuthentication } from './authentication.ts'
import { onResponse, sendRequest } from './exchange.ts'
import { isCiphered } from './protection.ts'
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
 * (IEC 62056-5-3, clause 7). `counters` are the invocation counters reserved for it beforehand: whoever calls has made
 * sure, on disk, that no one else will ever use them with these keys. Throws TypeError for settings that do not fit
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
    invokeId: 0,
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
      // A notification that we did not ask for does not disturb the association.
      if (apdu[0] === apduTags['data-notification']) return [state, []]
      throw new DlmsError('unexpected-apdu', `APDU ${apdu[0]?.toString(16)} without a request`)
    default:
      throw new DlmsError('unexpected-apdu', `APDU ${apdu[0]?.toString(16)} in phase ${phase.name}`)
  }
}

function release(state: ClientState, server: ServerFacts): ClientStep {
  let next = state
  let information: Uint8Array | undefined
  if (isCiphered(state.settings.security)) [next, information] = userInformation(state)
  const apdu = encode(rlrq, { reason: 'normal', ...(information && { userInformation: information }) })
  return [{ ...next, phase: { name: 'awaiting-rlre', server } }, [{ kind: 'send', apdu }]]
}

/** A mistake of ours leaves the association as it is; after one of the peer's nothing it says can be trusted. */
function failed(state: ClientState, error: DlmsError): ClientStep {
  const survives = state.phase.name === 'ready' && error.culprit === 'local'
  const busy = error.code === 'busy'
  return [survives || busy ? state : { ...state, phase: { name: 'closed' } }, [{ kind: 'failed', error }]]
}
