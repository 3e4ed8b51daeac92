import { axdr, type Codec, choice, sequence, type ValueOf } from '@ferraris/codec'

const stateErrors = { 'service-not-allowed': 1, 'service-unknown': 2 } as const

const invocationCounterError = 6
const serviceErrors = {
  'operation-not-possible': 1,
  'service-not-supported': 2,
  'other-reason': 3,
  'pdu-too-long': 4,
  'deciphering-error': 5,
  'invocation-counter-error': invocationCounterError,
} as const
export type ServiceError = keyof typeof serviceErrors

const serviceErrorCode = axdr.enumerated(serviceErrors)

/** Exception-Response (IEC 62056-5-3, 9.5), behind its APDU tag D8; a counter error carries the counter it expects. */
export const exceptionResponse: Codec<ExceptionResponse> = {
  shape: { kind: 'leaf', name: 'Exception-Response' },
  encode(writer, value) {
    writer.u8(stateErrors[value.stateError])
    serviceErrorCode.encode(writer, value.serviceError)
    if (value.serviceError === 'invocation-counter-error') writer.u32(value.expectedInvocationCounter ?? 0)
  },
  decode(reader) {
    const head = exceptionHead.decode(reader)
    if (head.serviceError !== 'invocation-counter-error' || reader.remaining === 0) return head
    return { ...head, expectedInvocationCounter: reader.u32() }
  },
}
const exceptionHead = sequence('Exception-Response', {
  stateError: axdr.enumerated(stateErrors),
  serviceError: serviceErrorCode,
})
export interface ExceptionResponse {
  readonly stateError: keyof typeof stateErrors
  readonly serviceError: ServiceError
  /** Only with `invocation-counter-error`. */
  readonly expectedInvocationCounter?: number
}

/** What each kind of error may have as its reason, by number (IEC 62056-5-3, 9.5, ServiceError). */
const reasons = {
  'application-reference': [
    'other',
    'time-elapsed',
    'application-unreachable',
    'application-reference-invalid',
    'application-context-unsupported',
    'provider-communication-error',
    'deciphering-error',
  ],
  'hardware-resource': [
    'other',
    'memory-unavailable',
    'processor-resource-unavailable',
    'mass-storage-unavailable',
    'other-resource-unavailable',
  ],
  'vde-state-error': ['other', 'no-dlms-context', 'loading-data-set', 'status-nochange', 'status-inoperable'],
  service: ['other', 'pdu-size', 'service-unsupported'],
  definition: ['other', 'object-undefined', 'object-class-inconsistent', 'object-attribute-inconsistent'],
  access: [
    'other',
    'scope-of-access-violated',
    'object-access-invalid',
    'hardware-fault',
    'object-unavailable',
  ],
  'load-data-set': [
    'other',
    'primitive-out-of-sequence',
    'not-loadable',
    'dataset-size-too-large',
    'not-awaited-segment',
    'interpretation-failure',
    'storage-failure',
    'data-set-not-ready',
  ],
  task: ['other', 'no-remote-control', 'ti-stopped', 'ti-running', 'ti-unusable'],
} as const

const initiateErrors = {
  other: 0,
  'dlms-version-too-low': 1,
  'incompatible-conformance': 2,
  'pdu-size-too-short': 3,
  'refused-by-the-VDE-Handler': 4,
} as const

const codes: Codec<{ code: number }> = sequence('code', { code: axdr.unsigned8 })
const serviceErrorChoice = choice('ServiceError', {
  'application-reference': [0, codes],
  'hardware-resource': [1, codes],
  'vde-state-error': [2, codes],
  service: [3, codes],
  definition: [4, codes],
  access: [5, codes],
  initiate: [6, sequence('initiate', { reason: axdr.enumerated(initiateErrors) })],
  'load-data-set': [7, codes],
  task: [9, codes],
})

/** The reason of an error in words, or its number where the standard has none for it. */
export function serviceErrorReason(error: ConfirmedServiceError['error']): string {
  return error.kind === 'initiate' ? error.reason : (reasons[error.kind][error.code] ?? String(error.code))
}

const services = { initiateError: 1, read: 5, write: 6 } as const

/** ConfirmedServiceError (IEC 62056-5-3, 9.5), behind its APDU tag 0E. */
export const confirmedServiceError = sequence('ConfirmedServiceError', {
  service: axdr.enumerated(services),
  error: serviceErrorChoice,
})
export type ConfirmedServiceError = ValueOf<typeof confirmedServiceError>
