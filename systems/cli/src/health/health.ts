import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

export type HealthList = 'batteries' | 'firmware' | 'memory' | 'temperatures'

type Row = Readonly<Record<string, string | number | boolean | null>>

/** The columns of each list, by the member that each shows. */
const columns: Readonly<Record<HealthList, readonly string[]>> = {
  batteries: ['endDevice', 'event', 'reportedAt', 'volts', 'remainingDays'],
  firmware: ['endDevice', 'part', 'version', 'trust', 'signature', 'readAt'],
  memory: ['endDevice', 'part', 'severity', 'reportedAt', 'holds'],
  temperatures: ['endDevice', 'celsius', 'hot', 'readAt'],
}
const titles: Readonly<Record<string, string>> = {
  endDevice: 'meter',
  reportedAt: 'reported',
  readAt: 'read',
  remainingDays: 'days left',
}

/** `health batteries` and the other lists. */
export async function showHealth(
  list: HealthList,
  { headEnd, json, limit }: AskOptions & { readonly limit: number },
): Promise<void> {
  const page = (await new HeadEndDoor(headEnd).get(`/meter-health/${list}?limit=${limit}`, list)) as {
    readonly items: readonly Row[]
  }
  const members = columns[list]
  show(json, page, () =>
    page.items.length === 0
      ? 'none'
      : table(
          members.map(member => ({
            title: titles[member] ?? member,
            ...(member === 'signature' && { flexible: 'wrap' as const }),
          })),
          page.items.map(row => members.map(member => valueText(member, row[member]))),
        ),
  )
}

/** Instants to the minute. */
function valueText(member: string, value: Row[string] | undefined): string {
  if (value === null || value === undefined) return ''
  return member.endsWith('At') ? `${String(value).slice(0, 16)}Z` : String(value)
}

/** `health battery-replaced`. */
export async function batteryReplaced(serial: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/end-devices/${encodeURIComponent(serial)}/battery-replacement`
  await new HeadEndDoor(headEnd).put(path, undefined, `the note on ${serial}`)
  show(json, { endDevice: serial }, () => `noted: the battery of ${serial} was replaced`)
}

/** `health trust`. */
export async function trustFirmware(
  trusted: { readonly part: string; readonly version: string; readonly signature: string },
  { headEnd, json, withdraw }: AskOptions & { readonly withdraw?: boolean },
): Promise<void> {
  const path = withdraw ? '/trusted-firmware/withdraw' : '/trusted-firmware'
  await new HeadEndDoor(headEnd).post(path, trusted, `the trust in ${trusted.version}`)
  show(
    json,
    { ...trusted, trusted: !withdraw },
    () => `${trusted.part} ${trusted.version} is ${withdraw ? 'no longer ' : ''}trusted with this signature`,
  )
}
