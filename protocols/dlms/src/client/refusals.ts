import { confirmedServiceError, type ExceptionResponse, serviceErrorReason } from '../apdu/errors.ts'
import { untagged } from '../apdu/tagged.ts'
import { DlmsError } from '../dlms-error.ts'

/** What to try after an exception-response: the server did not take the request at all. */
const exceptionAdvice: Readonly<Partial<Record<ExceptionResponse['serviceError'], string>>> = {
  'operation-not-possible':
    'the server has no association with this client address any more, or waits for its proof: associate anew',
  'service-not-supported':
    'the association does not have the service: compare the conformance that was negotiated, and logical with short names',
  'pdu-too-long': 'ask for less at once, or negotiate a block transfer',
  'other-reason': 'the server could not read the request: look at the frames',
}

/** The server answered with an exception-response (IEC 62056-5-3, 9.5). */
export function exceptionError(value: ExceptionResponse): DlmsError {
  const { stateError, serviceError, expectedInvocationCounter } = value
  if (serviceError === 'invocation-counter-error') {
    const expected =
      expectedInvocationCounter === undefined ? '' : `it expects ${expectedInvocationCounter} or more`
    return new DlmsError('counter-refused', expected, { expectedInvocationCounter })
  }
  const detail = `${stateError}, ${serviceError}`
  if (serviceError === 'deciphering-error') return new DlmsError('keys-refused', detail)
  return new DlmsError('exception', detail, { remedy: exceptionAdvice[serviceError] })
}

/** What to try after a confirmed service error, by the kind of error. */
const confirmedAdvice: Readonly<Record<string, string>> = {
  'application-reference': 'check the application context: logical or short names, ciphered or not',
  'hardware-resource': 'the server lacks memory or is busy: ask for less, or later',
  'vde-state-error': 'the server holds no association for this client: associate anew',
  service:
    'the server does not have the service, or the APDU is too long for it: compare conformance and sizes',
  definition: 'the object or attribute is not there: read the object list',
  access: 'this client has no right to it, or the object is not available now',
  initiate: 'propose other services or a larger APDU size, and DLMS version 6',
}

/** The server answered with a ConfirmedServiceError (IEC 62056-5-3, 9.5), as those with short names do. */
export function confirmedError(apdu: Uint8Array): DlmsError {
  const { service, error } = untagged(confirmedServiceError, apdu)
  const detail = `${service}: ${error.kind} ${serviceErrorReason(error)}`
  return new DlmsError('confirmed-service-error', detail, { remedy: confirmedAdvice[error.kind] })
}
