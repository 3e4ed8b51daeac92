import { ClientError } from '@ferraris/client'
import type { DlmsErrorCode } from '@ferraris/dlms'
import { defineErrors, FerrarisError, meaningAndRemedy } from '@ferraris/errors'
import { TransportError } from '@ferraris/transport'
import { publicClient } from '../meter/open/clients.ts'
import { type ConnectOptions, withMeter } from '../meter/open/open-meter.ts'

/** A run of the test plan that cannot begin. */
export class PreflightError extends defineErrors(
  'conformance',
  {
    'no-dlms': [
      'transport',
      'what answers there does not speak DLMS to this client',
      'check host, port and framing of the URI, and that this client exists',
    ],
  },
  meaningAndRemedy,
) {}

/** Faults of the tester's own keys: no verdict on the meter. */
const ofOurKeys: ReadonlySet<string> = new Set<DlmsErrorCode>([
  'encryption-key-wrong',
  'authentication-key-wrong',
  'keys-refused',
  'counter-refused',
  'counter-exhausted',
])

/** How an end behaves that has never heard of DLMS. */
const strange: ReadonlySet<string> = new Set<DlmsErrorCode | TransportError['code']>([
  'timeout',
  'closed',
  'malformed-apdu',
  'unexpected-apdu',
])

/**
 * Associates once, before the meter is judged. What the tester has to mend ends the run with one message: nothing listens
 * there, no DLMS is spoken there, or the keys are not those of the meter. Whatever else goes wrong is for the plan to judge.
 */
export async function preflight(text: string, options: ConnectOptions): Promise<void> {
  const fault = await faultOf(text, options)
  if (fault === undefined) return
  if (isOurs(fault)) throw fault
  if (!strange.has(fault.code)) return
  const inPublic = await faultOf(text, { ...options, client: String(publicClient) })
  if (inPublic !== undefined && strange.has(inPublic.code))
    throw new PreflightError('no-dlms', fault.message, { cause: fault })
}

async function faultOf(text: string, options: ConnectOptions): Promise<FerrarisError<string> | undefined> {
  try {
    await withMeter(text, options, () => Promise.resolve())
    return undefined
  } catch (error) {
    if (error instanceof FerrarisError) return error
    throw error
  }
}

/** Whether the fault lies on our side of the line, or in the way to the meter. */
function isOurs(fault: FerrarisError<string>): boolean {
  if (fault instanceof TransportError) return !strange.has(fault.code) || /^connecting/.test(fault.detail)
  const isRejected = fault.code === 'association-rejected' && /authentication/.test(fault.message)
  return ofOurKeys.has(fault.code) || isRejected || fault.culprit === 'input' || isOurClients(fault)
}

function isOurClients(fault: FerrarisError<string>): boolean {
  return fault instanceof ClientError || fault.cause instanceof ClientError
}
