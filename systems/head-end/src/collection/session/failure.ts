import { defineErrors, FerrarisError } from '@ferraris/errors'
import { msPerHour } from '@ferraris/metering'
import { isLineUri } from '../../network/commissioning/line-uri.ts'

/** A session that came to nothing. The code says where it stopped. */
export class SessionError extends defineErrors('session', {
  inventory: [
    'local',
    'the inventory does not say how to call the meter',
    'enrol the meter again with the URI and the keys of the client that the URI names',
  ],
  application: [
    'remote',
    'the meter answered, but not with what was asked',
    'look at the frames of an on-demand reading',
  ],
  concentrator: [
    'unavailable',
    'the concentrator that serves the meter is not connected',
    'look at the concentrator: its power, its way to the head-end, its credential; nothing is known of the meter',
  ],
  'call-in': [
    'unavailable',
    'the meter opens the connection itself, and none of it stands',
    'wait for its call, or look why it does not call: supply, mobile network, the address of the head-end in the meter',
  ],
  session: [
    'transport',
    'the session was cut off before the meter had answered',
    'check its URI and the network on the way',
  ],
}) {}

/**
 * How a session ended that did not reach its end. `silent`: no connection or no answer. `refused`: the meter answered with a
 * refusal, or its answer is unusable. `failed`: this side could not hold it, for what inventory or schedule say, or by an
 * error of the program. `unreached`: what leads to the meter was away, so that nothing is known of the meter.
 */
export interface Failure {
  readonly state: 'silent' | 'refused' | 'failed' | 'unreached'
  readonly layer: string
  readonly message: string
}

const stateOf = {
  transport: 'silent',
  remote: 'refused',
  local: 'failed',
  input: 'failed',
  unavailable: 'unreached',
} as const

/** Of these the cause lies here, but it was the meter's answer that showed it. */
const shownByMeter = new Set([
  'encryption-key-wrong',
  'authentication-key-wrong',
  'request-too-long',
  'service-not-negotiated',
])

/** What a session with the meter of a URI died of, as the operator sees it: by whose fault it was, and where. */
export function failureOf(error: unknown, uri = ''): Failure {
  if (!(error instanceof FerrarisError)) {
    const message = error instanceof Error ? error.message : String(error)
    return { state: 'failed', layer: 'internal', message: `an error of this program: ${message}` }
  }
  const { message } = error
  // The tunnel to the concentrator broke: the meter has not been asked.
  if (isLineUri(uri) && error.layer === 'transport' && error.code !== 'timeout')
    return { state: 'unreached', layer: 'concentrator', message }
  const isGarbled = unreadable.has(error.layer) && error.culprit === 'remote'
  return {
    state: shownByMeter.has(error.code) ? 'refused' : stateOf[error.culprit],
    layer: layerOf(error, uri),
    message: isGarbled ? `the meter's answer cannot be read: ${message}` : message,
  }
}

/** Layers of errors in what octets mean. */
const unreadable = new Set(['octets', 'value'])

function layerOf({ layer, code, culprit }: FerrarisError, uri: string): string {
  if (layer === 'transport') return linkLayerOf(code, uri)
  if (layer === 'session') return code
  if (layer === 'uri' || layer === 'keys' || code === 'secret-missing') return 'inventory'
  // Keys that fit, and a number that was used before, or is none any more: the next session goes on above it.
  if (/^counter-/.test(code)) return 'counter'
  if (/key|authentic|protection/.test(code)) return 'security'
  if (layer === 'dlms') return code === 'association-rejected' ? 'association' : 'application'
  return culprit === 'remote' ? 'application' : layer
}

/** Below the association: the medium, or what is spoken on it. */
function linkLayerOf(code: string, uri: string): string {
  if (code === 'link-refused' || code === 'link-broken') return 'hdlc'
  if (code === 'sign-on-failed') return 'mode-e'
  if (isLineUri(uri)) return 'line'
  return /^dlms\+(udp|serial):/.exec(uri)?.[1] ?? 'tcp'
}

const firstWait = 30_000
const longestWait = msPerHour

/**
 * When to try again after `failures` failed sessions in a row: twice as late each time, up to an hour, never later
 * than the schedule would. The device's number spreads those that failed together.
 */
export function retryAt(failures: number, endDeviceId: number, now: number, scheduled: number): number {
  const wait = Math.min(firstWait * 2 ** Math.min(failures, 20), longestWait)
  const spread = 0.75 + ((endDeviceId * 0.618_033_988_75) % 1) / 2
  return Math.min(now + Math.round(wait * spread), scheduled)
}
