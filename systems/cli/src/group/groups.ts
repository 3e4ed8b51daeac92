import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Group {
  readonly name: string
  readonly members: number
  readonly createdAt: string
  readonly createdBy: string
}

interface SaveOptions extends AskOptions {
  readonly meter: readonly string[]
  readonly csv?: string
  readonly concentrator: readonly string[]
  readonly search?: string
}

interface ListOptions extends AskOptions {
  readonly limit: number
}

/** `group save`. */
export async function saveGroup(name: string, options: SaveOptions): Promise<void> {
  const { headEnd, json, meter, csv, concentrator, search } = options
  const targets = {
    ...(meter.length > 0 && { endDevices: meter }),
    ...(csv !== undefined && { csv: readText('--csv', csv) }),
    ...(concentrator.length > 0 && { concentrators: concentrator }),
    ...(search !== undefined && { filter: { search } }),
  }
  const door = new HeadEndDoor(headEnd)
  const group = (await door.post('/end-device-groups', { name, targets }, `the group ${name}`)) as Group
  show(json, group, () => describe(group))
}

/** `group list`. */
export async function listGroups({ headEnd, json, limit }: ListOptions): Promise<void> {
  const page = (await new HeadEndDoor(headEnd).get(`/end-device-groups?limit=${limit}`, 'the groups')) as {
    readonly items: readonly Group[]
  }
  show(json, page, () => (page.items.length === 0 ? 'no groups' : page.items.map(describe).join('\n')))
}

/** `group show`. */
export async function showGroup(name: string, { headEnd, json, limit }: ListOptions): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const group = (await door.get(pathOf(name), `the group ${name}`)) as Group
  const page = (await door.get(`${pathOf(name)}/members?limit=${limit}`, `the group ${name}`)) as {
    readonly items: readonly { readonly endDevice: string }[]
  }
  show(json, { ...group, endDevices: page.items.map(({ endDevice }) => endDevice) }, () =>
    [describe(group), ...page.items.map(({ endDevice }) => `  ${endDevice}`)].join('\n'),
  )
}

/** `group remove`. */
export async function removeGroup(name: string, { headEnd, json }: AskOptions): Promise<void> {
  await new HeadEndDoor(headEnd).delete(pathOf(name), `to remove ${name}`)
  show(json, { name }, () => `${print.name(name)}  is removed`)
}

interface Sheet {
  readonly unit: string | null
  readonly missing: number
  readonly sum: number | null
  readonly rows: readonly {
    readonly endDevice: string
    readonly usagePoint: string | null
    readonly value: number | null
    readonly counted: number | null
    readonly share: number | null
  }[]
}

interface SheetOptions extends AskOptions {
  readonly time: string
  readonly since?: string
  readonly obis: string
  readonly format: 'table' | 'csv'
}

/** `group sheet`. */
export async function showSheet(name: string, options: SheetOptions): Promise<void> {
  const { headEnd, json, time, since, obis, format } = options
  const query = new URLSearchParams({ time, obis, ...(since !== undefined && { since }) })
  const path = `${pathOf(name)}/sheet?${query}`
  const door = new HeadEndDoor(headEnd)
  if (format === 'csv') {
    process.stdout.write(await door.octets(`${path}&format=csv`, `the sheet of ${name}`))
    return
  }
  const sheet = (await door.get(path, `the sheet of ${name}`)) as Sheet
  show(json, sheet, () => sheetText(sheet))
}

function sheetText({ rows, sum, unit, missing }: Sheet): string {
  const heads = [
    { title: 'meter' },
    { title: 'usage point' },
    { title: `value (${unit ?? ''})`, align: 'right' as const },
    { title: 'counted', align: 'right' as const },
    { title: 'share %', align: 'right' as const },
  ]
  const cell = (value: number | null) => (value === null ? '–' : String(value))
  const cells = rows.map(row => [
    row.endDevice,
    row.usagePoint ?? '',
    cell(row.value),
    cell(row.counted),
    row.share === null ? '–' : row.share.toFixed(2),
  ])
  const end = missing > 0 ? `${missing} values are missing: no shares` : `sum ${sum} ${unit ?? ''}, 100.00 %`
  return [table(heads, cells), end].join('\n')
}

function describe({ name, members, createdBy }: Group): string {
  return `${print.name(name)}  ${members} meters, saved by ${createdBy}`
}

function pathOf(name: string): string {
  return `/end-device-groups/${encodeURIComponent(name)}`
}
