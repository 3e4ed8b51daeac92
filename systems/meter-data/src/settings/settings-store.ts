import type { Pool } from 'pg'
import { type Setting, Settings } from '../validation/settings.ts'

interface SettingRow extends Setting {
  readonly group: string
  readonly plug: string
}

/** The settings of every group. What a group does not set is as by default. */
export async function loadSettings(pool: Pool): Promise<Map<string, Settings>> {
  const { rows } = await pool.query<SettingRow>(
    'select "group", plug, enabled, parameters from meter_data_setting',
  )
  const groups = new Map<string, Map<string, Setting>>()
  for (const { group, plug, enabled, parameters } of rows) {
    const set = groups.get(group) ?? new Map<string, Setting>()
    groups.set(group, set.set(plug, { enabled, parameters }))
  }
  return new Map([...groups].map(([group, set]) => [group, new Settings(set)]))
}

export async function saveSetting(
  pool: Pool,
  group: string,
  plug: string,
  { enabled, parameters }: Setting,
): Promise<void> {
  await pool.query(
    `insert into meter_data_setting ("group", plug, enabled, parameters) values ($1, $2, $3, $4)
     on conflict ("group", plug) do update set enabled = excluded.enabled, parameters = excluded.parameters`,
    [group, plug, enabled, JSON.stringify(parameters)],
  )
}
