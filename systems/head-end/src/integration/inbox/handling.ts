import type { Payload, Reply, RequestMessage } from '@ferraris/cim'
import { type Declarations, defineErrors, FerrarisError } from '@ferraris/errors'
import type { Role } from '@ferraris/service'
import type { Subject } from '../outbox/put.ts'

/** A request with what is known of it beside what it says. */
export interface Asked {
  /** Our number of the message. */
  readonly id: number
  readonly message: RequestMessage
  /** Name of the account or token that it came under. */
  readonly sender: string
  readonly role: Role
  /** Where answers that come later go; null where there is no such place. */
  readonly replyTo: string | null
}

/** An order that a request has led to, whose end is to be told. */
export interface Watched extends Subject {
  readonly endDevice?: string | undefined
  /** What its sender calls the order. */
  readonly tracking?: string | undefined
  /** Of an operation set: which of its operations. */
  readonly operation?: number | undefined
}

/** What came of a request. */
export interface Handled {
  readonly reply: Reply
  readonly payload?: Payload | undefined
  readonly watched?: readonly Watched[]
}

const refusals = {
  'noun-unsupported': [
    'input',
    'messages of this noun are not taken',
    'see the guide for the nouns that are',
  ],
  'verb-unsupported': [
    'input',
    'this verb is not taken for this noun',
    'see the guide for the verbs that are',
  ],
  'role-too-low': [
    'input',
    'the account may not ask for this',
    'use a token with the role that the detail names',
  ],
  'payload-missing': ['input', 'the message has no payload of its noun', 'put the noun into the payload'],
  'value-missing': ['input', 'the message lacks something that it needs', 'add what the detail names'],
  'value-unusable': [
    'input',
    'the message says something that cannot be used',
    'correct what the detail names',
  ],
  'unknown-device': [
    'input',
    'there is no such meter',
    'use the serial number of the inventory, or the name of a usage point',
  ],
  'unknown-group': [
    'input',
    'there is no such group of meters',
    'name a saved group, or a concentrator for all meters that it serves',
  ],
  'control-unsupported': [
    'input',
    'the control type stands for no order here',
    'see the guide for the codes; or name the order in EndDeviceAction/command',
  ],
  'too-many': ['input', 'the message asks for too much at once', 'send it in several messages'],
  'reply-address-unknown': [
    'input',
    'ReplyAddress is no destination of this head-end',
    'let an administrator add it (`ferraris destination add`); answers go to known places only',
  ],
  'message-id-used': [
    'input',
    'another message with this MessageID is here already',
    'give each message an identifier of its own',
  ],
  replayed: [
    'input',
    'the mark against replays is old, or was used before',
    'send a fresh Nonce and Created',
  ],
  'queue-full': ['unavailable', 'too many messages wait for the sender', 'take them first'],
  'schema-violated': ['input', 'the message does not fit its schema', 'the detail names element and line'],
  'reading-type-unknown': [
    'input',
    'the reading type stands for no quantity here',
    'see the reading types of the guide',
  ],
} as const satisfies Declarations

export type RefusalCode = keyof typeof refusals

/** A request that is refused, in the words of the answer. */
export class Refusal extends defineErrors('integration', refusals) {
  /** The object that it is about. */
  readonly about: { readonly name: string; readonly objectType: string } | undefined

  constructor(
    code: RefusalCode,
    detail: string,
    { path, about }: { readonly path?: string; readonly about?: Refusal['about'] } = {},
  ) {
    super(code, detail, { path })
    this.about = about
  }
}

/** Whether an error says that the request is at fault, rather than that it may be tried again. */
export function isRefusal(error: unknown): error is FerrarisError {
  return error instanceof FerrarisError && error.culprit !== 'unavailable'
}
