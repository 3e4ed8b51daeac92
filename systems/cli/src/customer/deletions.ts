import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

/** A demand that readings be deleted, as the head-end tells it. */
export interface Deletion {
  readonly id: string
  readonly customer: string
  readonly usagePoint: string
  readonly from: string
  readonly to: string
  readonly state: string
  readonly requestedAt: string
  readonly reason: string | null
  readonly blocks: number | null
  readonly readings: number | null
  readonly keptReadings: number | null
}

/** `customer deletions`. */
export async function listDeletions({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/data-deletions', 'the demands')) as {
    readonly items: readonly Deletion[]
  }
  show(json, list, () => (list.items.length === 0 ? 'no demands' : deletionTable(list.items)))
}

/** `customer erase`. */
export async function eraseReadings(id: string, options: AskOptions): Promise<void> {
  await decide(id, 'carry-out', undefined, options)
}

/** `customer refuse`. */
export async function refuseDeletion(
  id: string,
  options: AskOptions & { readonly reason: string },
): Promise<void> {
  await decide(id, 'refuse', { reason: options.reason }, options)
}

async function decide(
  id: string,
  how: 'carry-out' | 'refuse',
  body: object | undefined,
  { headEnd, json }: AskOptions,
): Promise<void> {
  const path = `/data-deletions/${encodeURIComponent(id)}/${how}`
  const deletion = (await new HeadEndDoor(headEnd).post(path, body, `the demand ${id}`)) as Deletion
  const { customer, usagePoint, state } = deletion
  show(json, deletion, () => `${customer}, ${usagePoint}: ${state}; ${outcomeOf(deletion)}`)
}

/** Demands, a row each. */
export function deletionTable(deletions: readonly Deletion[]): string {
  const heads = [
    { title: 'demand' },
    { title: 'customer' },
    { title: 'usage point' },
    { title: 'days' },
    { title: 'asked' },
    { title: 'state' },
    { title: 'what became of it', flexible: 'cut' as const },
  ]
  return table(
    heads,
    deletions.map(one => [
      one.id,
      one.customer,
      one.usagePoint,
      `${one.from} to ${one.to}`,
      one.requestedAt.slice(0, 10),
      one.state,
      outcomeOf(one),
    ]),
  )
}

function outcomeOf({ reason, blocks, readings, keptReadings }: Deletion): string {
  if (blocks === null) return reason ?? ''
  return `${blocks} days and ${readings} registers deleted, ${keptReadings} registers kept for invoices`
}
