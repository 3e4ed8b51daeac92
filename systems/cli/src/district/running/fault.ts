import { resolve } from 'node:path'
import type { DistrictDescription } from '@ferraris/district'
import {
  type ActiveFault,
  FaultError,
  type FaultParameter,
  type FaultParameters,
  faultDeclarations,
  faultKindOf,
  faultKinds,
  faultTargets,
  msPerMinute,
  secondsOf,
} from '@ferraris/metering'
import { InputError } from '../../errors.ts'
import { dataFolder } from '../../keys/data-folder.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { table } from '../../terminal/table.ts'
import { askDistrict } from './fault-socket.ts'

interface FaultFlags {
  readonly data?: string
  readonly json?: boolean
}

/** Parameters of a fault as a command line gives them. */
export interface HarmFlags extends FaultParameters {
  readonly for?: number
}

/** `district fault list`: what is wrong now, and what something can be done to. */
export async function listFaults({ data, json }: FaultFlags): Promise<void> {
  const district = await askDistrict(resolve(dataFolder(data)), { ask: 'list' })
  const { faults, substations, ties, direct } = district
  show(json, { faults, substations, ties, direct }, () =>
    [faultTable(district), placesTable(district)].filter(text => text !== '').join('\n\n'),
  )
}

/** `district fault list --kinds`: the table of kinds. */
export function listKinds({ json }: FaultFlags): void {
  const kinds = faultKinds.map(kind => ({ kind, ...faultDeclarations[kind] }))
  show(json, { kinds, targets: faultTargets }, () =>
    table(
      ['kind', 'done to', 'parameters', 'lasts'].map(title => ({ title })),
      kinds.map(({ kind, target, parameters, isMoment = false, seconds }) => [
        print.name(kind),
        target === 'meters' ? 'meters' : faultTargets[target],
        Object.entries(parameters).map(parameterText).join('; '),
        isMoment ? 'a moment' : seconds === undefined ? '' : `${seconds.most} s at most`,
      ]),
    ),
  )
}

/** `district fault set`, `district harm`. */
export async function setFault(name: string, target: string, flags: FaultFlags & HarmFlags): Promise<void> {
  const { data, json, ...parameters } = flags
  const folder = resolve(dataFolder(data))
  const fault = await asked(() => {
    const order = { ...parameters, kind: faultKindOf(name), target }
    return askDistrict(folder, { ask: 'set', order })
  })
  show(
    json,
    fault,
    () =>
      `${print.name(fault.kind)} at ${fault.target}${detailOf(fault)}${lateness(fault.since, Date.now())}`,
  )
}

/** A line that catches up feels a fault at its own time: said when that is not now. */
function lateness(since: number, now: number): string {
  if (now - since < 2 * msPerMinute) return ''
  return print.quiet(
    `\nThe line is catching up with the time in which nothing ran; there it happens at ${new Date(since).toISOString().slice(0, 16)}Z.`,
  )
}

/** `district fault clear`. */
export async function clearFaults(
  name: string,
  target: string | undefined,
  flags: FaultFlags,
): Promise<void> {
  const folder = resolve(dataFolder(flags.data))
  const cleared = await asked(() => askDistrict(folder, { ask: 'clear', kind: faultKindOf(name), target }))
  show(flags.json, { cleared }, () => (cleared === 0 ? 'there was no such fault' : `${cleared} mended`))
}

/** A refusal under the name that the member has on a command line. */
export async function asked<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask()
  } catch (error) {
    if (!(error instanceof FaultError)) throw error
    const { path, detail, remedy } = error
    const isArgument = path === 'kind' || path === 'target'
    throw new InputError(isArgument ? path : `--${path}`, detail, remedy, { cause: error })
  }
}

/** What a fault is like, and until when it lasts. */
export function detailOf({ kind, since, until, ...fault }: ActiveFault): string {
  const { parameters, isMoment } = faultDeclarations[kind]
  const values = Object.keys(parameters).flatMap(name => {
    const value = fault[name as FaultParameter]
    const parameter = parameters[name]
    const unit = parameter !== undefined && 'unit' in parameter ? parameter.unit : ''
    return value === undefined ? [] : `${name} ${value}${unit === '' ? '' : ` ${unit}`}`
  })
  const end = until === null || isMoment ? [] : [`for ${spanText(until - since)}`]
  return [...values, ...end].map(text => `, ${text}`).join('')
}

function parameterText([name, parameter]: [
  string,
  (typeof faultDeclarations)[keyof typeof faultDeclarations]['parameters'][string],
]): string {
  if ('place' in parameter) return `${name}: ${parameter.means}`
  if ('oneOf' in parameter) return `${name} ${parameter.oneOf.join(' ')}`
  const { least, most, usual, unit } = parameter
  return `${name} ${least} … ${most}${unit === '' ? '' : ` ${unit}`}${usual === undefined ? '' : ` (${usual})`}`
}

/** A span of time as a person reads it. */
export function spanText(ms: number): string {
  const seconds = Math.max(0, Math.round(secondsOf(ms)))
  if (seconds < 120) return `${seconds} s`
  const minutes = Math.round(seconds / 60)
  if (minutes < 120) return `${minutes} min`
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function faultTable({ faults, live, lineTime }: DistrictDescription): string {
  const state = live ? '' : print.quiet('\nThe line is catching up with the time in which nothing ran.')
  if (faults.length === 0) return `Nothing is wrong.${state}`
  return (
    table(
      ['fault', 'target', 'since', 'left', 'meters', ''].map(title => ({ title })),
      faults.map(fault => [
        print.name(fault.kind),
        fault.target,
        `${new Date(fault.since).toISOString().slice(0, 16)}Z`,
        fault.until === null ? '' : spanText(fault.until - lineTime),
        fault.meters.length === 0 ? '' : String(fault.meters.length),
        detailOf({ ...fault, until: null }).replace(/^, /, ''),
      ]),
    ) + state
  )
}

/** A line for each feeder: enough to name something on it; and the meters with an address of their own. */
function placesTable({ substations, ties, direct }: DistrictDescription): string {
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
  return [
    rows.length === 0 ? '' : table(heads, rows),
    tied === '' ? '' : print.quiet(`open ties: ${tied}`),
    direct.length === 0 ? '' : print.quiet(`meters on no line: ${direct[0]} … ${direct.at(-1)}`),
  ]
    .filter(text => text !== '')
    .join('\n')
}
