import type { Spaces } from '../xml/encode.ts'
import type { Form } from './message.ts'

/** The name spaces of an edition. A partner's envelope may have one of its own. */
export function spacesOf(year: string, message = `http://iec.ch/TC57/${year}/schema/message`): Spaces {
  return { message, profile: name => `http://iec.ch/TC57/${year}/${name}#` }
}

/** The name space of the outermost elements of a noun. */
export function typedSpace(year: string, noun: string, form: Exclude<Form, 'generic'>): string {
  return `http://iec.ch/TC57/${year}/${form === 'typed-query' ? 'Get' : ''}${noun}Message`
}

/** What the name space of an outermost element tells; the default where it tells nothing. */
export function yearOf(space: string, otherwise: string): string {
  return /\/TC57\/(\d{4})\//.exec(space)?.[1] ?? otherwise
}
