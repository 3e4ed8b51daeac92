import { writeFileSync } from 'node:fs'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { itemsText, type ShownItem } from './items-text.ts'

interface Summary {
  readonly id: string
  readonly endDevice: string
  readonly takenAt: string
  readonly reason: string
  readonly outcome: string
  readonly counts: Readonly<Record<string, number>>
  readonly faults: readonly string[]
}

interface Diagnosis {
  readonly id: string
  readonly endDevice: string
  readonly takenAt: string
  readonly reason: string
  readonly session: { readonly outcome: string; readonly detail: string | null }
  readonly clockOffsetSeconds: number | null
  readonly items: readonly ShownItem[]
  readonly events: readonly {
    readonly time: string | null
    readonly name: string
    readonly severity: string
  }[]
}

/** `diagnosis take`. */
export async function takeDiagnosis(
  serial: string,
  {
    headEnd,
    json,
    reason,
    note,
    workRequest,
    workOrder,
  }: AskOptions & {
    readonly reason: string
    readonly note?: string
    readonly workRequest?: string
    readonly workOrder?: string
  },
): Promise<void> {
  const body = {
    reason,
    ...(note && { note }),
    ...(workRequest && { workRequest }),
    ...(workOrder && { workOrder }),
  }
  const path = `/end-devices/${encodeURIComponent(serial)}/diagnoses`
  const taken = (await new HeadEndDoor(headEnd).post(path, body, `a diagnosis of ${serial}`)) as Diagnosis
  show(json, taken, () => describe(taken))
}

/** `diagnosis list`. */
export async function listDiagnoses({
  headEnd,
  json,
  meter,
  workRequest,
  limit,
}: AskOptions & {
  readonly meter?: string
  readonly workRequest?: string
  readonly limit: number
}): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(workRequest && { workRequest }) })
  const place = meter === undefined ? '/diagnoses' : `/end-devices/${encodeURIComponent(meter)}/diagnoses`
  const page = (await new HeadEndDoor(headEnd).get(`${place}?${query}`, 'snapshots')) as {
    readonly items: readonly Summary[]
  }
  const heads = ['snapshot', 'meter', 'taken', 'reason', 'outcome', 'read', 'faults'].map(title => ({
    title,
  }))
  show(json, page, () =>
    page.items.length === 0
      ? 'no snapshots'
      : table(
          heads,
          page.items.map(({ id, endDevice, takenAt, reason, outcome, counts, faults }) => [
            id,
            endDevice,
            `${takenAt.slice(0, 16)}Z`,
            reason,
            outcome,
            String(counts.read),
            faults.join(', '),
          ]),
        ),
  )
}

/** `diagnosis show`. */
export async function showDiagnosis(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/diagnoses/${encodeURIComponent(id)}`
  const found = (await new HeadEndDoor(headEnd).get(path, `snapshot ${id}`)) as Diagnosis
  show(json, found, () => describe(found))
}

/** `diagnosis report`: writes the document. */
export async function writeReport(
  id: string,
  { headEnd, json, out }: AskOptions & { readonly out: string },
): Promise<void> {
  const format = out.endsWith('.json') ? 'json' : 'pdf'
  const path = `/diagnoses/${encodeURIComponent(id)}/report?format=${format}`
  writeFileSync(out, await new HeadEndDoor(headEnd).octets(path, `the report of snapshot ${id}`))
  show(json, { id, file: out }, () => out)
}

function describe({
  id,
  endDevice,
  takenAt,
  reason,
  session,
  clockOffsetSeconds,
  items,
  events,
}: Diagnosis): string {
  const { outcome, detail } = session
  return [
    `${print.name(endDevice)}  ${takenAt}  ${reason}  ${outcome}${detail === null ? '' : `: ${detail}`}  (${id})`,
    clockOffsetSeconds === null ? '' : `clock ${clockOffsetSeconds} s ahead of ours`,
    itemsText(items),
    ...events
      .slice(-20)
      .map(({ time, name, severity }) => `${time ?? 'without a time'}  ${severity}  ${name}`),
  ]
    .filter(line => line !== '')
    .join('\n')
}
