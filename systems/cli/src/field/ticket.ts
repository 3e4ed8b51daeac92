import { writeFileSync } from 'node:fs'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'

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
  const path = `/concentrators/${encodeURIComponent(concentrator)}/tickets`
  const what = `a ticket for ${concentrator}`
  const { document, ...ticket } = (await new HeadEndDoor(headEnd).post(path, request, what)) as Issued
  writeFileSync(out, document, { mode: 0o600 })
  show(json, { ...ticket, file: out }, () => `${out}  ${ticket.right}, until ${ticket.notAfter}`)
}
