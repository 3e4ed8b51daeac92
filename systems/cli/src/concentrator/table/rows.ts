import { InputError } from '../../errors.ts'
import type { AskOptions } from '../../head-end/asking.ts'
import { HeadEndDoor } from '../../head-end/head-end-door.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'

interface OfDevice extends AskOptions {
  readonly of: 'concentrator' | 'meter'
}

interface RowOptions extends OfDevice {
  readonly row?: number
}

interface Kind {
  readonly kind: string
  readonly table: number
  readonly firstRow: number
  readonly lastRow: number
  readonly fields: readonly { readonly name: string; readonly unit: string | null }[]
  readonly actions: readonly { readonly action: string }[]
}

/** `concentrator table list`: the catalogue. */
export async function listKinds({ headEnd, json, of }: OfDevice): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get(`/tables?of=${of}`, 'the catalogue of tables')) as {
    readonly items: readonly Kind[]
  }
  const heads = [
    { title: 'kind' },
    { title: 'table', align: 'right' as const },
    { title: 'rows' },
    { title: 'may be' },
    { title: 'members', flexible: 'wrap' as const },
  ]
  const rows = list.items.map(({ kind, table: number, firstRow, lastRow, actions, fields }) => [
    kind,
    `${number}`,
    firstRow === lastRow ? `${firstRow}` : `${firstRow} to ${lastRow}`,
    actions.map(({ action }) => action).join(', '),
    fields.map(({ name, unit }) => (unit === null ? name : `${name} (${unit})`)).join(', '),
  ])
  show(json, list, () => table(heads, rows))
}

interface Row {
  readonly table: number
  readonly row: number
  readonly octets: string
  readonly values: Readonly<Record<string, unknown>>
}

/** `concentrator table read`. */
export async function readRow(name: string, kind: string, options: RowOptions): Promise<void> {
  const asked = new HeadEndDoor(options.headEnd).get(pathOf(name, kind, options), `row ${kind} of ${name}`)
  tell(options, (await asked) as Row)
}

/** `concentrator table write`: shows what is read back. Throws InputError. */
export async function writeRow(
  name: string,
  kind: string,
  members: readonly string[],
  options: RowOptions & { readonly octets?: string },
): Promise<void> {
  const { octets, headEnd } = options
  if ((octets === undefined) === (members.length === 0))
    throw new InputError('--octets', 'or members must be given, and not both', 'write member=value')
  const body = octets === undefined ? { values: Object.fromEntries(members.map(memberOf)) } : { octets }
  const asked = new HeadEndDoor(headEnd).put(pathOf(name, kind, options), body, `row ${kind} of ${name}`)
  tell(options, (await asked) as Row)
}

/** `concentrator table reset`. */
export async function resetRow(
  name: string,
  kind: string,
  options: RowOptions & { readonly whole?: boolean },
): Promise<void> {
  const path = pathOf(name, kind, options, '/reset', { whole: options.whole })
  const asked = new HeadEndDoor(options.headEnd).post(path, undefined, `row ${kind} of ${name}`)
  tell(options, (await asked) as Row)
}

/** A member that is a number or true or false is one; hex digits of octets stay as they are, zeros in front and all. Throws InputError. */
function memberOf(text: string): readonly [string, unknown] {
  const [, name, value = ''] = /^([A-Za-z0-9]+)=(.*)$/s.exec(text) ?? []
  if (name === undefined) throw new InputError('member', `${text} has no value`, 'write member=value')
  if (/^-?(0|[1-9]\d{0,14})(\.\d+)?$/.test(value)) return [name, Number(value)]
  return [name, value === 'true' || value === 'false' ? value === 'true' : value]
}

function pathOf(
  name: string,
  kind: string,
  { of, row }: RowOptions,
  action = '',
  more: Readonly<Record<string, boolean | undefined>> = {},
): string {
  const device = of === 'meter' ? 'end-devices' : 'concentrators'
  const query = new URLSearchParams(
    Object.entries({ row, ...more }).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, String(value)] as [string, string]],
    ),
  )
  return `/${device}/${encodeURIComponent(name)}/tables/${encodeURIComponent(kind)}${action}?${query}`
}

function tell({ json }: AskOptions, row: Row): void {
  show(json, row, () => {
    const { table: number, row: place, octets, values } = row
    const members = Object.entries(values).map(([name, value]) => `  ${name.padEnd(22)} ${textOf(value)}`)
    return [`table ${number}, row ${place}  ${print.quiet(octets)}`, ...members].join('\n')
  })
}

function textOf(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
