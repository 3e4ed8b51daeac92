import { readFileSync } from 'node:fs'
import { LocalAccess } from '@ferraris/transport'
import type { LocalAnswer, LocalRequest } from '@ferraris/uplink'
import { TicketError } from '@ferraris/work-order'
import { InputError } from '../../errors.ts'
import { FieldDevice } from '../field-device.ts'
import { concentratorPlace } from './place.ts'

export interface AccessOptions {
  /** Folder of the field device. */
  readonly data: string
  /** File of the ticket. */
  readonly ticket: string
  /** Seconds that an answer may take. */
  readonly timeout: number
  readonly json?: boolean
}

/** The answer to a request, unless it is refused. */
type AnswerTo<K extends LocalAnswer['kind']> = Extract<LocalAnswer, { readonly kind: K }>

/** A concentrator on site whose refusals are errors. */
export interface Desk {
  ask<K extends LocalAnswer['kind']>(request: LocalRequest, expected: K): Promise<AnswerTo<K>>
}

/** Reaches a concentrator with a ticket, does the work, and takes leave. Throws InputError, TransportError, TicketError. */
export async function withConcentrator<T>(
  uri: string,
  { data, ticket: file, timeout }: AccessOptions,
  work: (desk: Desk) => Promise<T>,
): Promise<T> {
  const device = FieldDevice.open(data)
  const terms = { ticket: readTicket(file), signing: device.signingKey, timeoutMs: timeout * 1000 }
  const access = await LocalAccess.open(concentratorPlace(uri), terms)
  try {
    return await work({ ask: (request, expected) => answerOf(access, request, expected) })
  } finally {
    await access.close()
  }
}

async function answerOf<K extends LocalAnswer['kind']>(
  access: LocalAccess,
  request: LocalRequest,
  expected: K,
): Promise<AnswerTo<K>> {
  const answer = await access.ask(request)
  if (answer.kind === expected) return answer as AnswerTo<K>
  if (answer.kind === 'refused') throw new TicketError('not-allowed', answer.detail)
  throw new TicketError('malformed', `an answer of ${answer.kind} instead of ${expected}`)
}

function readTicket(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException
    throw new InputError(
      '--ticket',
      `${file} cannot be read (${code})`,
      'get one with ferraris field ticket',
      {
        cause,
      },
    )
  }
}
