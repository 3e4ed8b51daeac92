import { TicketError } from './ticket-error.ts'
import type { FieldDeviceKeys } from './work-order.ts'

export const ticketRights = ['read', 'change'] as const
export type TicketRight = (typeof ticketRights)[number]

/** Access to one concentrator on site, for one field device and a limited time; signed by the head-end. */
export interface Ticket {
  readonly id: string
  readonly concentrator: {
    readonly name: string
    /** Its public key (Ed25519, base64url): by it the field device knows whom it talks to. */
    readonly identity: string
  }
  readonly fieldDevice: FieldDeviceKeys & { readonly name: string }
  readonly right: TicketRight
  /** ISO 8601. */
  readonly issuedAt: string
  readonly notBefore: string
  readonly notAfter: string
}

export const ticketKind = 'concentrator ticket'

/** Clocks of concentrators and head-end may differ by so much, milliseconds. */
const tolerance = 120_000

/**
 * Whether a ticket lets its field device in here and now, epoch milliseconds: `concentrator` is the name of the one that looks at
 * it, its own public key, and the tickets that it knows to be recalled. Throws {@link TicketError}.
 */
export function checkTicket(
  { id, concentrator, notBefore, notAfter, issuedAt }: Ticket,
  here: {
    readonly name: string
    readonly identity: string
    readonly recalled: Pick<ReadonlySet<string>, 'has'>
  },
  now: number,
): void {
  if (concentrator.name !== here.name || concentrator.identity !== here.identity)
    throw new TicketError('foreign', `ticket ${id} is for ${concentrator.name}, this is ${here.name}`)
  if (here.recalled.has(id)) throw new TicketError('recalled', `ticket ${id} was recalled`)
  if (now < Date.parse(issuedAt) - tolerance)
    throw new TicketError('clock-back', `ticket ${id} was issued at ${issuedAt}, and it is ${iso(now)} here`)
  if (now < Date.parse(notBefore) - tolerance)
    throw new TicketError('early', `ticket ${id} is valid from ${notBefore} on, and it is ${iso(now)} here`)
  if (now > Date.parse(notAfter)) throw new TicketError('expired', `ticket ${id} was valid until ${notAfter}`)
}

/** A document that its signature bears out may still be one of another version. Throws {@link TicketError} `malformed`. */
export function asTicket(document: unknown): Ticket {
  const { id, concentrator, fieldDevice, right, issuedAt, notBefore, notAfter } = (document ?? {}) as Ticket
  const texts = [
    id,
    concentrator?.name,
    concentrator?.identity,
    fieldDevice?.name,
    fieldDevice?.sealing,
    fieldDevice?.signing,
  ]
  const times = [issuedAt, notBefore, notAfter].map(time => Date.parse(time))
  if (
    texts.some(text => typeof text !== 'string') ||
    times.some(Number.isNaN) ||
    !ticketRights.includes(right)
  )
    throw new TicketError('malformed', 'this is no ticket for a concentrator')
  return { id, concentrator, fieldDevice, right, issuedAt, notBefore, notAfter }
}

function iso(time: number): string {
  return new Date(time).toISOString()
}
