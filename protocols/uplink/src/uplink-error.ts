import { type Declarations, defineErrors } from '@ferraris/errors'

const faults = {
  'not-json': ['remote', 'the text is no JSON', 'look at what the sender publishes'],
  'too-long': ['remote', 'the text is longer than a message may be', 'let the sender cut it'],
  invalid: ['remote', 'it is not the message that its kind declares', 'compare the versions of both sides'],
  'unknown-kind': ['remote', 'this version does not know the message', 'update this side'],
  'wrong-topic': [
    'remote',
    'the topic is not one of interface G2, or not the one of this message',
    'compare the versions of both sides',
  ],
} as const satisfies Declarations

/** Why a message of interface G2 was not taken. */
type UplinkFault = keyof typeof faults

/**
 * The only error of this package: what is wrong and where, for example at `results[3].registers[0].value`. It never
 * repeats what it was given, because messages that adopt meters carry keys.
 */
export class UplinkError extends defineErrors('uplink', faults) {
  constructor(code: UplinkFault, path: string, detail: string) {
    super(code, detail, { path })
  }
}
