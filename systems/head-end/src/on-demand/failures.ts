import { DecodeError } from '@ferraris/bytes'
import { ValueError } from '@ferraris/cosem'
import { DlmsError, type DlmsErrorCode } from '@ferraris/dlms'
import { MeterUriError, TransportError } from '@ferraris/transport'
import { SessionFailure } from './reader.ts'
import type { Frame } from './schemas.ts'

const securityCodes: readonly DlmsErrorCode[] = [
  'encryption-key-wrong',
  'authentication-key-wrong',
  'keys-refused',
  'counter-refused',
  'counter-exhausted',
  'server-not-authentic',
  'protection',
]

const layerOf = (code: DlmsErrorCode): string => {
  if (securityCodes.includes(code)) return 'security'
  return code === 'association-rejected' ? 'association' : 'application'
}

/** Says of what went wrong in a session who was at fault and in which layer; what is no such error is thrown on. */
export function sessionFailure(error: unknown, frames: readonly Frame[]): SessionFailure {
  if (error instanceof SessionFailure) return error
  if (error instanceof MeterUriError) {
    return new SessionFailure('not-callable', 'inventory', error.message, frames, { cause: error })
  }
  if (error instanceof TransportError) {
    // A peer that closes in the middle has answered: with no.
    const fault = error.fault === 'closed' ? 'refused' : 'silent'
    return new SessionFailure(fault, 'transport', error.message, frames, { cause: error })
  }
  if (error instanceof DlmsError) {
    return new SessionFailure('refused', layerOf(error.code), error.message, frames, { cause: error })
  }
  if (error instanceof DecodeError || error instanceof ValueError) {
    return new SessionFailure('refused', 'application', error.message, frames, { cause: error })
  }
  throw error
}
