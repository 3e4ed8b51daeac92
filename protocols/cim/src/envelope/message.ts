import type { Noun } from '../nouns/nouns.ts'
import type { ValueOf } from '../schema/schema.ts'
import type { messageParts } from './parts.ts'

/**
 * `generic`: one envelope for every noun. `typed`: outermost elements of each noun, such as CreateEndDeviceControls. `typed-query`: the
 * same in the name space of the noun's query service, for get and its answers.
 */
export type Form = 'generic' | 'typed' | 'typed-query'

interface Common {
  readonly form: Form
  /** The edition by the year in its name spaces: `2011`, `2017`. */
  readonly year: string
}

/** Members other than `kind`, `form` and `year` are called as the elements are. */
export type RequestMessage = { readonly kind: 'request' } & Common & ValueOf<typeof messageParts.request>
export type ResponseMessage = { readonly kind: 'response' } & Common & ValueOf<typeof messageParts.response>
export type EventMessage = { readonly kind: 'event' } & Common & ValueOf<typeof messageParts.event>
/** `noun` names the typed form, which has no header that could. */
export type FaultMessage = { readonly kind: 'fault'; readonly noun?: Noun } & Common &
  ValueOf<typeof messageParts.fault>

/** A message of IEC 61968-100. */
export type Message = RequestMessage | ResponseMessage | EventMessage | FaultMessage

/** The edition that is written where nothing else is asked for. */
export const defaultYear = '2011'
