import { writeFileSync } from 'node:fs'
import { type Deletion, deletionTable } from '../customer/deletions.ts'
import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface SharedData {
  readonly id: string
  readonly usagePoint: string
  readonly endDevices: readonly string[]
  readonly scopes: readonly string[]
  readonly from: string
  readonly to: string | null
  readonly expiresAt: string | null
}

function shared(door: HeadEndDoor): Promise<{ readonly items: readonly SharedData[] }> {
  return door.get('/shared-data', 'what you may see') as Promise<{ readonly items: readonly SharedData[] }>
}

/** `own-data list`. */
export async function listOwnData({ headEnd, json }: AskOptions): Promise<void> {
  const list = await shared(new HeadEndDoor(headEnd))
  show(json, list, () => (list.items.length === 0 ? 'nothing is shared with you' : sharedTable(list.items)))
}

function sharedTable(items: readonly SharedData[]): string {
  const heads = [
    { title: 'id' },
    { title: 'usage point' },
    { title: 'meters' },
    { title: 'days' },
    { title: 'scopes', flexible: 'cut' as const },
    { title: 'until' },
  ]
  return table(
    heads,
    items.map(({ id, usagePoint, endDevices, scopes, from, to, expiresAt }) => [
      id,
      usagePoint,
      endDevices.join(' '),
      `${from} to ${to ?? 'now'}`,
      scopes.join(' '),
      expiresAt?.slice(0, 10) ?? '',
    ]),
  )
}

interface ExportOptions extends AskOptions {
  readonly from: string
  readonly to: string
  readonly meter?: string
  readonly format: 'csv' | 'green-button'
  readonly file: string
}

/** `own-data export`. */
export async function exportOwnData(
  id: string,
  { headEnd, json, from, to, meter, format, file }: ExportOptions,
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const endDevice = meter ?? (await onlyMeter(door, id))
  const query = new URLSearchParams({ endDevice, from, to })
  const path = `/shared-data/${encodeURIComponent(id)}/${format}?${query}`
  const octets = await door.octets(path, `the export of ${id}`)
  try {
    writeFileSync(file, octets)
  } catch (error) {
    throw new InputError('--file', (error as Error).message, 'name a file that can be written')
  }
  show(json, { file, octets: octets.length }, () => `${file}  ${octets.length} octets`)
}

async function onlyMeter(door: HeadEndDoor, id: string): Promise<string> {
  const { items } = await shared(door)
  const [only, ...others] = items.find(item => item.id === id)?.endDevices ?? []
  if (only !== undefined && others.length === 0) return only
  const known = [only, ...others].join(' ') || 'none'
  throw new InputError('--meter', 'is missing', `name one of the meters there: ${known}`)
}

/** `own-data delete`. */
export async function demandDeletion(
  agreement: string,
  { headEnd, json, from, to }: AskOptions & { readonly from?: string; readonly to?: string },
): Promise<void> {
  const request = { agreement, ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  const demand = (await new HeadEndDoor(headEnd).post('/data-deletions', request, 'the demand')) as Deletion
  show(json, demand, () => deletionTable([demand]))
}
