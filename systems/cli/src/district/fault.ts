import { resolve } from 'node:path'
import type { LinesDescription } from '@ferraris/district'
import { type FaultKind, faultKinds } from '@ferraris/metering'
import { InputError } from '../errors.ts'
import { dataFolder } from '../keys/data-folder.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'
import { askDistrict } from './fault-socket.ts'

interface FaultFlags {
  readonly data?: string
  readonly json?: boolean
}

interface SetFaultFlags extends FaultFlags {
  readonly level?: number
  readonly share?: number
  readonly to?: string
}

/** `district fault list`: what is wrong now, and what something can be done to. */
export async function listFaults({ data, json }: FaultFlags): Promise<void> {
  const district = await askDistrict(resolve(dataFolder(data)), { ask: 'list' })
  show(json, { faults: district.faults, substations: district.substations, ties: district.ties }, () =>
    [faultTable(district), '', placesTable(district)].join('\n'),
  )
}

/** `district fault set`. */
export async function setFault(
  kind: string,
  target: string,
  { data, json, level, share, to }: SetFaultFlags,
): Promise<void> {
  const order = { kind: kindOf(kind), target, level, share, to }
  const fault = await askDistrict(resolve(dataFolder(data)), { ask: 'set', order })
  show(json, fault, () => `${print.name(fault.kind)} at ${fault.target}${detailOf(fault)}`)
}

/** `district fault clear`. */
export async function clearFaults(
  kind: string,
  target: string | undefined,
  { data, json }: FaultFlags,
): Promise<void> {
  const question = { ask: 'clear', kind: kindOf(kind), target } as const
  const cleared = await askDistrict(resolve(dataFolder(data)), question)
  show(json, { cleared }, () => (cleared === 0 ? 'there was no such fault' : `${cleared} mended`))
}

function kindOf(text: string): FaultKind {
  const kind = faultKinds.find(known => known === text)
  if (kind !== undefined) return kind
  throw new InputError('kind', `${text} is no fault`, `choose from ${faultKinds.join(', ')}`)
}

function detailOf({ level, share, to }: LinesDescription['faults'][number]): string {
  return [
    level !== undefined && `, ${level} dBµV`,
    share !== undefined && `, ${Math.round(100 * share)} % goes past it`,
    to !== undefined && `, taken to ${to}`,
  ]
    .filter(Boolean)
    .join('')
}

function faultTable({ faults, live }: LinesDescription): string {
  const state = live ? '' : print.quiet('\nThe line is catching up with the time in which nothing ran.')
  if (faults.length === 0) return `Nothing is wrong.${state}`
  return (
    table(
      [{ title: 'fault' }, { title: 'target' }, { title: 'since' }, { title: '' }],
      faults.map(fault => [
        print.name(fault.kind),
        fault.target,
        `${new Date(fault.since).toISOString().slice(0, 16)}Z`,
        detailOf(fault).replace(/^, /, ''),
      ]),
    ) + state
  )
}

/** A line for each feeder: enough to name something on it. */
function placesTable({ substations, ties }: LinesDescription): string {
  const rows = substations.flatMap(({ id, concentrator, boxes, sections, homes }) =>
    [...new Set(boxes.map(({ feeder }) => feeder))].map(feeder => {
      const its = homes.filter(({ box }) => box.startsWith(`${feeder}.`))
      const cables = sections.filter(section => section.to.startsWith(`${feeder}.`))
      const serials = its.map(({ serial }) => serial).toSorted()
      return [
        `${id} ${print.quiet(concentrator)}`,
        feeder,
        `${cables[0]?.id} … ${cables.at(-1)?.id}`,
        `${serials[0]} … ${serials.at(-1)}`,
      ]
    }),
  )
  const heads = ['substation', 'feeder', 'sections', 'meters'].map(title => ({ title }))
  const tied = ties.map(({ id }) => id).join(', ')
  return `${table(heads, rows)}${tied === '' ? '' : `\n${print.quiet(`open ties: ${tied}`)}`}`
}
