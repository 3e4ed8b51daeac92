import { addDays } from '@ferraris/cosem'
import { invalidParameter, type Problem } from '@ferraris/service'
import type { Pool } from 'pg'
import { allMethods } from '../estimation/catalog.ts'
import { MeterDataProblem } from '../meter-data-problem.ts'
import type { MeterDataParts } from '../parts.ts'
import { rules } from '../rules/catalog.ts'
import type { Parameters } from '../rules/rule.ts'
import { defaultGroup } from '../settings/points.ts'
import { loadSettings, saveSetting } from '../settings/settings-store.ts'
import { defaultSettings } from '../validation/settings.ts'
import type { MeasuringPoint, MeterDataRule, MeterDataRuleChange, Recomputation } from './schemas.ts'

interface Plug {
  readonly id: string
  readonly title: string
  readonly kind: MeterDataRule['kind']
  readonly unit: string
  readonly parameters: Parameters
}

const plugs: readonly Plug[] = [
  ...rules.map((rule): Plug => ({ ...rule, kind: 'validation' })),
  ...allMethods.map((method): Plug => ({ ...method, kind: 'estimation', unit: '' })),
]

/** Every rule and method with the numbers of a group. */
export async function listRules(pool: Pool, group: string): Promise<MeterDataRule[]> {
  const settings = (await loadSettings(pool)).get(group) ?? defaultSettings
  return plugs.map(plug => {
    const values = settings.valuesOf(plug)
    return {
      id: plug.id,
      kind: plug.kind,
      title: plug.title,
      unit: plug.unit,
      enabled: settings.isOn(plug.id),
      parameters: Object.entries(plug.parameters).map(([name, parameter]) => ({
        name,
        ...parameter,
        value: values[name] ?? parameter.default,
      })),
    }
  })
}

/** Sets how a rule is asked for a group. Throws MeterDataProblem and Problem `invalid-request`. */
export async function changeRule(
  pool: Pool,
  group: string,
  id: string,
  change: MeterDataRuleChange,
): Promise<MeterDataRule[]> {
  const plug = plugs.find(own => own.id === id)
  if (plug === undefined) throw new MeterDataProblem('no-such-rule', `${id} is none`)
  for (const [name, value] of Object.entries(change.parameters)) {
    const parameter = Object.hasOwn(plug.parameters, name) ? plug.parameters[name] : undefined
    if (parameter === undefined) throw wrongParameter(name, `is no parameter of ${id}`)
    if (value < parameter.minimum || value > parameter.maximum) {
      throw wrongParameter(
        name,
        `must be from ${parameter.minimum} to ${parameter.maximum} ${parameter.unit}`,
      )
    }
  }
  await saveSetting(pool, group, id, change)
  return listRules(pool, group)
}

function wrongParameter(name: string, detail: string): Problem {
  return invalidParameter(`parameters.${name}`, detail)
}

const mostDays = 100

/** Makes days due again. */
export async function recompute(
  { pool, daySource: source }: MeterDataParts,
  { from, to, endDevice }: Recomputation,
): Promise<number> {
  if (to < from) throw invalidParameter('to', `must not be before from (${from})`)
  if (to >= addDays(from, mostDays))
    throw invalidParameter('to', `must be less than ${mostDays} days after from`)
  const device = endDevice === undefined ? null : ((await source.endDevice(endDevice)) ?? -1)
  const { rowCount } = await pool.query(
    `insert into meter_data_due (end_device_id, day, over_at)
     select distinct end_device_id, day, timestamptz 'epoch' from meter_data_day
     where day between $1 and $2 and ($3::bigint is null or end_device_id = $3) order by 1, 2
     on conflict (end_device_id, day) do update set seq = nextval('meter_data_due_seq')`,
    [from, to, device],
  )
  return rowCount ?? 0
}

/** What was said of a point. */
export async function showPoint(
  { pool, daySource: source }: MeterDataParts,
  serial: string,
): Promise<MeasuringPoint> {
  const { rows } = await pool.query<{ group: string | null; facts: Omit<MeasuringPoint, 'group'> }>(
    'select "group", facts from meter_data_point where end_device_id = $1',
    [await knownDevice(source, serial)],
  )
  return { group: rows[0]?.group ?? defaultGroup, ...rows[0]?.facts }
}

export async function savePoint(
  { pool, daySource: source }: MeterDataParts,
  serial: string,
  { group, ...facts }: MeasuringPoint,
): Promise<void> {
  await pool.query(
    `insert into meter_data_point (end_device_id, "group", facts) values ($1, $2, $3)
     on conflict (end_device_id) do update set "group" = excluded."group", facts = excluded.facts`,
    [await knownDevice(source, serial), group, JSON.stringify(facts)],
  )
}

async function knownDevice(source: MeterDataParts['daySource'], serial: string): Promise<number> {
  const id = await source.endDevice(serial)
  if (id === undefined) throw new MeterDataProblem('no-such-day', `there is no end device ${serial}`)
  return id
}
