import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { type Finding, findingText } from './finding-text.ts'
import { pairsOf } from './pairs.ts'

interface Place {
  readonly serial: string
  readonly obis: string
  readonly day: string
}

interface Fill {
  readonly from: number
  readonly to: number
  readonly method: string
  readonly title: string
  readonly scaled: boolean
  readonly references: readonly string[]
}

interface Version {
  readonly version: number
  readonly state: string
  readonly cause: string
  readonly madeAt: string
  readonly who: string | null
  readonly reason: string | null
  readonly start: string
  readonly end: string
  readonly timeZone: string
  readonly unit: string
  readonly values: readonly (number | null)[]
  readonly findings: readonly Finding[]
  readonly fills: readonly Fill[]
  readonly failedRules: readonly { readonly rule: string; readonly message: string }[]
}

interface Versions {
  readonly collected: readonly (number | null)[]
  readonly versions: readonly Version[]
}

interface Reasoned extends AskOptions {
  readonly reason: string
}

/** `data day`. */
export async function showDay(place: Place, { headEnd, json }: AskOptions): Promise<void> {
  const found = await dayAt(new HeadEndDoor(headEnd), place)
  show(json, found, () => describe(place, found))
}

/** `data edit`. Throws InputError. */
export async function editDay(
  place: Place,
  { headEnd, json, reason, set }: Reasoned & { readonly set: readonly string[] },
): Promise<void> {
  const values = pairsOf(set).map(([name, value]) => {
    const interval = Number(name)
    if (!Number.isInteger(interval)) {
      throw new InputError(
        '--set',
        `${name} is no interval`,
        'count intervals from 0 at midnight: --set 30=41',
      )
    }
    return { interval, value }
  })
  const door = new HeadEndDoor(headEnd)
  const version = await versionAt(door, place)
  const made = (await door.post(
    `${pathOf(place)}/edits`,
    { version, reason, values },
    'the edit',
  )) as Versions
  show(json, made, () => describe(place, made))
}

/** `data confirm`. */
export async function confirmDay(place: Place, { headEnd, json, reason }: Reasoned): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const version = await versionAt(door, place)
  const path = `${pathOf(place)}/confirmations`
  const made = (await door.post(path, { version, reason }, 'the confirmation')) as Versions
  show(json, made, () => describe(place, made))
}

function pathOf({ serial, obis, day }: Place): string {
  return `/meter-data/days/${[serial, obis, day].map(encodeURIComponent).join('/')}`
}

async function dayAt(door: HeadEndDoor, place: Place): Promise<Versions> {
  return (await door.get(pathOf(place), `${place.serial} on ${place.day}`)) as Versions
}

async function versionAt(door: HeadEndDoor, place: Place): Promise<number> {
  return (await dayAt(door, place)).versions[0]?.version ?? 0
}

function describe({ serial, obis, day }: Place, { collected, versions }: Versions): string {
  const [current] = versions
  if (current === undefined) return `${serial} has no ${day}`
  const { start, end, timeZone, unit } = current
  return [
    `${print.name(serial)}  ${obis}  ${day}  ${start} to ${end}  ${timeZone}`,
    ...versions.flatMap((version, i) => describeVersion(version, versions[i + 1]?.values ?? collected, unit)),
  ].join('\n')
}

function describeVersion(version: Version, before: readonly (number | null)[], unit: string): string[] {
  const { values, findings, fills, failedRules, who, reason } = version
  const sum = values.reduce<number>((total, value) => total + (value ?? 0), 0)
  const changed = values.flatMap((value, i) =>
    value === (before[i] ?? null) ? [] : [`${i}: ${before[i] ?? 'none'} → ${value ?? 'none'}`],
  )
  const by = who === null ? '' : `  by ${who}: ${reason}`
  return [
    `version ${version.version}  ${version.state}  ${version.cause}  ${version.madeAt}  ${sum} ${unit}${by}`,
    ...(changed.length === 0
      ? []
      : [`  changed  ${changed.slice(0, 12).join(', ')}${changed.length > 12 ? ', …' : ''}`]),
    ...findings.map(finding => `  ${finding.severity}  ${findingText(finding)}`),
    ...fills.map(fillText),
    ...failedRules.map(({ rule, message }) => `  not validated by ${rule}: ${message}`),
  ]
}

function fillText({ from, to, method, title, scaled, references }: Fill): string {
  const by = references.length === 0 ? '' : ` from ${references.join(', ')}`
  return `  filled  ${from}-${to - 1} by ${method} ${title}${by}${scaled && method !== 'E08' ? ', scaled to the register (E08)' : ''}`
}
