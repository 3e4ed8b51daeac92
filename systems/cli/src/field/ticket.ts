import { writeFileSync } from 'node:fs'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface TicketOptions {
  readonly headEnd: string
  /** Name of the field device. */
  readonly device: string
  readonly change?: boolean
  readonly hours: number
  readonly out: string
  readonly json?: boolean
}

interface Issued {
  readonly document: string
  readonly id: string
  readonly notAfter: string
  readonly right: string
}

/** `field ticket`: gets a ticket for a concentrator, with the token of an administrator, and writes its file. */
export async function getTicket(concentrator: string, options: TicketOptions): Promise<void> {
  const { headEnd, device, change, hours, out, json } = options
  const request = {
    fieldDevice: device,
    right: change ? 'change' : 'read',
    notAfter: new Date(Date.now() + hours * 3_600_000).toISOString(),
  }
  const what = `a ticket for ${concentrator}`
  const { document, ...ticket } = (await new HeadEndDoor(headEnd).post(
    pathOf(concentrator),
    request,
    what,
  )) as Issued
  writeFileSync(out, document, { mode: 0o600 })
  show(json, { ...ticket, file: out }, () => `${out}  ${ticket.right}, until ${ticket.notAfter}`)
}

interface Ticket {
  readonly id: string
  readonly fieldDevice: string
  readonly right: string
  readonly notBefore: string
  readonly notAfter: string
  readonly recalledAt: string | null
}

/** `field tickets`. */
export async function listTickets(
  concentrator: string,
  { headEnd, json, limit }: AskOptions & { readonly limit: number },
): Promise<void> {
  const path = `${pathOf(concentrator)}?limit=${limit}`
  const found = (await new HeadEndDoor(headEnd).get(path, `tickets for ${concentrator}`)) as {
    readonly items: readonly Ticket[]
  }
  const now = Date.now()
  show(json, found, () =>
    found.items.length === 0
      ? `${concentrator} has no tickets`
      : table(
          ['ticket', 'field device', 'right', 'from', 'until', 'state'].map(title => ({ title })),
          found.items.map(ticket => [
            print.name(ticket.id),
            ticket.fieldDevice,
            ticket.right,
            minute(ticket.notBefore),
            minute(ticket.notAfter),
            stateOf(ticket, now),
          ]),
        ),
  )
}

/** `field recall`. */
export async function recallTicket(
  concentrator: string,
  id: string,
  { headEnd, json }: AskOptions,
): Promise<void> {
  const path = `${pathOf(concentrator)}/${encodeURIComponent(id)}`
  await new HeadEndDoor(headEnd).delete(path, `the recall of ticket ${id}`)
  show(
    json,
    { concentrator, id, recalled: true },
    () => `recalled; ${concentrator} refuses it as soon as it is connected`,
  )
}

function pathOf(concentrator: string): string {
  return `/concentrators/${encodeURIComponent(concentrator)}/tickets`
}

function stateOf({ notBefore, notAfter, recalledAt }: Ticket, now: number): string {
  if (recalledAt !== null) return print.warning(`recalled ${minute(recalledAt)}`)
  if (Date.parse(notAfter) < now) return 'over'
  return Date.parse(notBefore) > now ? 'not yet valid' : 'valid'
}

function minute(time: string): string {
  return `${time.slice(0, 16)}Z`
}
