import { DecodeError } from '@ferraris/bytes'
import { ClientError } from '@ferraris/client'
import { ValueError } from '@ferraris/cosem/values'
import { DlmsError } from '@ferraris/dlms'
import { defineErrors } from '@ferraris/errors'
import { msPerHour } from '@ferraris/metering'
import { MeterUriError, TransportError } from '@ferraris/transport'
import { KeyError } from '../inventory/key-ring.ts'

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
  session: [
    'transport',
    'the session was cut off before the meter had answered',
    'check its URI and the network on the way',
  ],
}) {}

/** Why a session failed, as the operator sees it. */
export interface Failure {
  /** `silent`: no connection or no answer. `refused`: the meter answered with a refusal, or its answer is unusable. */
  readonly state: 'silent' | 'refused'
  readonly layer: string
  readonly message: string
}

/**
 * Tells apart what a session with the meter of a URI can die of. Errors of our own making are thrown on: they are not the
 * meter's.
 */
export function failureOf(error: unknown, uri = ''): Failure {
  if (error instanceof TransportError) {
    return { state: 'silent', layer: linkLayerOf(error, uri), message: error.message }
  }
  if (error instanceof DlmsError) return { state: 'refused', layer: layerOf(error), message: error.message }
  if (error instanceof ClientError)
    return { state: 'refused', layer: clientLayerOf(error), message: error.message }
  if (error instanceof SessionError) {
    const state = error.culprit === 'transport' ? 'silent' : 'refused'
    return { state, layer: error.code, message: error.message }
  }
  if (error instanceof DecodeError || error instanceof ValueError) {
    return {
      state: 'refused',
      layer: 'application',
      message: `the meter's answer cannot be read: ${error.message}`,
    }
  }
  if (error instanceof MeterUriError || error instanceof KeyError) {
    return { state: 'refused', layer: 'inventory', message: error.message }
  }
  throw error
}

/** Below the association: the medium, or what is spoken on it. */
function linkLayerOf({ code }: TransportError, uri: string): string {
  if (code === 'link-refused' || code === 'link-broken') return 'hdlc'
  if (code === 'sign-on-failed') return 'mode-e'
  return /^dlms\+(udp|serial):/.exec(uri)?.[1] ?? 'tcp'
}

function layerOf({ code }: DlmsError): string {
  if (/key|counter|authentic|protection/.test(code)) return 'security'
  return code === 'association-rejected' ? 'association' : 'application'
}

function clientLayerOf({ code }: ClientError): string {
  if (code === 'secret-missing') return 'inventory'
  return code === 'counter-unknown' || code === 'counter-suspicious' ? 'security' : 'application'
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
