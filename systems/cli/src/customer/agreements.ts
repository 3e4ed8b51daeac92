import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface Agreement {
  readonly id: string
  readonly customer: string
  readonly usagePoint: string
  readonly from: string
  readonly to: string | null
  readonly consents: number
}

interface ListOptions extends AskOptions {
  readonly customer?: string
  readonly usagePoint?: string
  readonly limit: number
}

/** `customer list`. */
export async function listAgreements({
  headEnd,
  json,
  customer,
  usagePoint,
  limit,
}: ListOptions): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(customer !== undefined && { customer }),
    ...(usagePoint !== undefined && { usagePoint }),
  })
  const page = (await new HeadEndDoor(headEnd).get(`/customer-agreements?${query}`, 'the agreements')) as {
    readonly items: readonly Agreement[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no agreements' : agreementTable(page.items)))
}

interface MoveInOptions extends AskOptions {
  readonly customer: string
  readonly usagePoint: string
  readonly from: string
}

/** `customer move-in`. */
export async function moveIn({ headEnd, json, customer, usagePoint, from }: MoveInOptions): Promise<void> {
  const request = { customer, usagePoint, from }
  const door = new HeadEndDoor(headEnd)
  const agreement = (await door.post(
    '/customer-agreements',
    request,
    `the agreement of ${customer}`,
  )) as Agreement
  show(json, agreement, () => agreementTable([agreement]))
}

/** `customer move-out`. */
export async function moveOut(
  id: string,
  { headEnd, json, to }: AskOptions & { readonly to: string },
): Promise<void> {
  const path = `/customer-agreements/${encodeURIComponent(id)}/end`
  const agreement = (await new HeadEndDoor(headEnd).post(path, { to }, `the end of ${id}`)) as Agreement
  show(json, agreement, () => agreementTable([agreement]))
}

function agreementTable(agreements: readonly Agreement[]): string {
  const heads = [
    { title: 'agreement' },
    { title: 'customer' },
    { title: 'usage point' },
    { title: 'from' },
    { title: 'to' },
    { title: 'consents', align: 'right' as const },
  ]
  return table(
    heads,
    agreements.map(({ id, customer, usagePoint, from, to, consents }) => [
      id,
      customer,
      usagePoint,
      from,
      to ?? 'runs',
      String(consents),
    ]),
  )
}
