import { randomUUID } from 'node:crypto'
import { msPerDay } from '@ferraris/metering'
import { invalidParameter, Problem } from '@ferraris/service'
import { mostTickets } from '@ferraris/uplink'
import { type Ticket, ticketKind } from '@ferraris/work-order'
import type { Kysely } from 'kysely'
import { MeterProblem } from '../../inventory/meter-problem.ts'
import { ownStateOf } from '../../network/own-state/queries.ts'
import type { Tables } from '../../tables.ts'
import { approvedFieldDevice } from '../field-devices.ts'
import type { WorkOrders } from '../work-orders.ts'
import type { KnownTicket, TicketFile, TicketRequest } from './schemas.ts'

export interface TicketParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly workOrders: Pick<WorkOrders, 'sign'>
  /** Tells a concentrator the key that signs tickets, and which of them are recalled. */
  readonly network: { tellTrust(concentrator: string): Promise<void> }
}

/** Issues a ticket for a concentrator, whose identity is known, to an approved field device. Throws Problem. */
export async function issueTicket(
  { db, now, workOrders }: Omit<TicketParts, 'network'>,
  concentrator: string,
  request: TicketRequest,
  by: string,
): Promise<TicketFile> {
  const { right, fieldDevice: name } = request
  const { notBefore, notAfter } = validity(request, now())
  const device = await approvedFieldDevice(db, name)
  if (device === undefined)
    throw new MeterProblem('field-device-not-approved', `there is no approved field device ${name}`)
  const identity = (await ownStateOf(db, concentrator))?.identity
  if (identity === undefined)
    throw new Problem('not-found', `${concentrator} has not told its public key yet: it was never connected`)
  const ticket: Ticket = {
    id: randomUUID(),
    concentrator: { name: concentrator, identity },
    fieldDevice: { name, ...device },
    right,
    issuedAt: new Date(now()).toISOString(),
    notBefore,
    notAfter,
  }
  await checkCount(db, concentrator, now())
  const row = {
    id: ticket.id,
    concentrator,
    field_device: name,
    access: right,
    not_before: ticket.notBefore,
    not_after: ticket.notAfter,
    issued_at: ticket.issuedAt,
    issued_by: by,
  }
  await db.insertInto('concentrator_ticket').values(row).execute()
  const document = await workOrders.sign(ticketKind, ticket)
  const { id, issuedAt } = ticket
  return {
    id,
    concentrator,
    fieldDevice: name,
    right,
    notBefore,
    notAfter,
    issuedAt,
    issuedBy: by,
    recalledAt: null,
    recalledBy: null,
    document,
  }
}

/** Tickets of a concentrator, the newest first. */
export async function listTickets(
  db: Kysely<Tables>,
  concentrator: string,
  limit: number,
): Promise<KnownTicket[]> {
  const rows = await db
    .selectFrom('concentrator_ticket')
    .selectAll()
    .where('concentrator', '=', concentrator)
    .orderBy('issued_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    id: row.id,
    concentrator,
    fieldDevice: row.field_device,
    right: row.access,
    notBefore: row.not_before.toISOString(),
    notAfter: row.not_after.toISOString(),
    issuedAt: row.issued_at.toISOString(),
    issuedBy: row.issued_by,
    recalledAt: row.recalled_at?.toISOString() ?? null,
    recalledBy: row.recalled_by,
  }))
}

/** All of them may have to be recalled, and a concentrator told so in one message. */
async function checkCount(db: Kysely<Tables>, concentrator: string, now: number): Promise<void> {
  const { count } = await db
    .selectFrom('concentrator_ticket')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('concentrator', '=', concentrator)
    .where('not_after', '>=', new Date(now))
    .executeTakeFirstOrThrow()
  if (Number(count) >= mostTickets)
    throw new Problem(
      'in-use',
      `${concentrator} has ${count} tickets whose time is not over; ${mostTickets} can be`,
    )
}

/** What opens a concentrator leaves the house with a ticket: not for longer than this, milliseconds. */
const longestValidityMs = 7 * msPerDay

function validity({ notBefore, notAfter }: TicketRequest, now: number) {
  const from = notBefore === undefined ? now : Date.parse(notBefore)
  const until = Date.parse(notAfter)
  if (until <= from) throw invalidParameter('notAfter', 'must be after notBefore')
  if (until > now + longestValidityMs) throw invalidParameter('notAfter', 'must be within 7 days')
  return { notBefore: new Date(from).toISOString(), notAfter: new Date(until).toISOString() }
}
