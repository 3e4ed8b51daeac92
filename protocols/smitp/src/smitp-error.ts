import { type Declarations, defineErrors, meaningAndRemedy } from '@ferraris/errors'

/** Every way in which SMITP can fail beyond octets that are no such format. */
const smitpErrors = {
  'address-invalid': [
    'local',
    'this is no address of a node',
    'write 12 hex digits; an absolute address (ACA) does not begin with 03',
  ],
  'key-invalid': ['local', 'an AES-128 key has 16 octets', 'give the key as 32 hex digits'],
  'not-protected': [
    'remote',
    'a message that must be authenticated came in clear',
    'look at the frame; a meter without keys answers so',
  ],
  'not-authentic': [
    'remote',
    'the message does not prove that its sender holds the key and our counter',
    'check the keys K1 and K2 and the mode (faithful or hardened), then ask for the counter with a challenge',
  ],
  'not-protectable': [
    'local',
    'this message has no authenticated twin',
    'send it in clear, or choose another service',
  ],
  'counter-exhausted': ['local', 'the message counter has reached its end', 'load new keys into the meter'],
  'line-busy': ['local', 'an exchange is still running', 'wait for its outcome'],
  'session-busy': ['local', 'a request to this meter is still pending', 'wait for its end, or abandon it'],
  'answer-unexpected': ['remote', 'this is no answer to the request that is pending', 'repeat the request'],
  'effect-unknown': [
    'remote',
    'the meter has served others since, and no longer knows whether it carried our request out',
    'read what the request was to change, then decide',
  ],
  'segments-refused': ['remote', 'the segments of a long message do not fit together', 'repeat the request'],
} as const satisfies Declarations

/** A message that cannot be made or must not be trusted. Never carries key material. */
export class SmitpError extends defineErrors('smitp', smitpErrors, meaningAndRemedy) {}
