import { type Declarations, defineErrors, meaningAndRemedy, type Occasion } from '@ferraris/errors'

/** Every way in which an association can fail. */
const dlmsErrors = {
  'association-rejected': [
    'remote',
    'the server refused the association',
    'check client and server address, authentication and referencing',
  ],
  'encryption-key-wrong': [
    'local',
    'the encryption key (GUEK) is not the one the meter holds',
    'give the GUEK of this meter and this client',
  ],
  'authentication-key-wrong': [
    'local',
    'the encryption key fits, the authentication key (GAK) does not',
    'give the GAK of this meter and this client',
  ],
  'keys-refused': [
    'remote',
    'the server could not verify our APDU',
    'check encryption key, authentication key and system title',
  ],
  'counter-refused': [
    'remote',
    'the server has already seen our invocation counter',
    'continue above the counter that the server names',
  ],
  'counter-exhausted': [
    'local',
    'no reserved invocation counter is left',
    'reserve more counters before going on',
  ],
  'server-not-authentic': [
    'remote',
    'the server did not prove that it holds the keys',
    'another device may answer in its place; check the keys and the address',
  ],
  exception: ['remote', 'the server cannot serve the request', 'see the service error'],
  'confirmed-service-error': ['remote', 'the server refused the service', 'see the service error'],
  'unexpected-apdu': ['remote', 'the peer sent an APDU that does not belong here', 'look at the frames'],
  'malformed-apdu': ['remote', 'the peer sent octets that are no such APDU', 'look at the frames'],
  protection: [
    'remote',
    'an APDU is not protected as agreed',
    'look at the frames; check the security policy',
  ],
  'block-transfer': ['remote', 'the blocks of a long message do not follow each other', 'repeat the request'],
  'no-answer': ['transport', 'the server does not answer', 'repeat the request; check the line'],
  'no-object-list': [
    'remote',
    'the server gave no list of its short names',
    'read and write by short names; check the rights of this client',
  ],
  'response-too-long': ['remote', 'the response grows beyond the accepted size', 'ask for less at once'],
  'request-too-long': [
    'local',
    'the request does not fit into what the server accepts',
    'send fewer items at once',
  ],
  'service-not-negotiated': [
    'local',
    'the association does not have this service',
    'propose the conformance bit; if the server declined it, use another service',
  ],
  'sender-unknown': [
    'local',
    'no keys are known for the sender of a notification',
    'give the keys of this sender, by its system title',
  ],
  'not-associated': ['local', 'there is no association', 'associate first'],
  busy: ['local', 'a request is still running', 'wait for its response'],
} as const satisfies Declarations

export type DlmsErrorCode = keyof typeof dlmsErrors

/** An association that failed or a request that got no result. Refused attributes are results, not errors. */
export class DlmsError extends defineErrors('dlms', dlmsErrors, meaningAndRemedy) {
  /** The counter the server expects, with `counter-refused`, where it says so. */
  readonly expectedInvocationCounter: number | undefined

  constructor(
    code: DlmsErrorCode,
    detail?: string,
    {
      expectedInvocationCounter,
      ...occasion
    }: Occasion & { readonly expectedInvocationCounter?: number | undefined } = {},
  ) {
    super(code, detail, occasion)
    this.expectedInvocationCounter = expectedInvocationCounter
  }
}
