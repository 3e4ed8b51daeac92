import { isDeepStrictEqual } from 'node:util'
import { invalidParameter } from '@ferraris/service'
import type { OperatorSettings, UpMessage } from '@ferraris/uplink'
import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { ConcentratorSettings, SettingsState } from './schemas.ts'

type SettingsReport = Extract<UpMessage, { kind: 'settings' }>

/** What is wanted of a concentrator and what is in force. */
export async function settingsOf(db: Kysely<Tables>, concentrator: string): Promise<SettingsState> {
  const row = await db
    .selectFrom('concentrator_settings')
    .selectAll()
    .where('concentrator', '=', concentrator)
    .executeTakeFirst()
  const { wanted = {}, in_force: inForce = null, refused = [] } = row ?? {}
  return {
    concentrator,
    state: stateOf(wanted, inForce, refused.length > 0),
    wanted: settingsFrom(wanted),
    inForce: inForce && settingsFrom(inForce),
    refused: [...refused],
    setAt: row?.set_at?.toISOString() ?? null,
    setBy: row?.set_by ?? null,
    reportedAt: row?.reported_at?.toISOString() ?? null,
  }
}

function stateOf(
  wanted: OperatorSettings,
  inForce: OperatorSettings | null,
  isRefused: boolean,
): SettingsState['state'] {
  if (Object.keys(wanted).length === 0) return 'unset'
  if (isRefused) return 'refused'
  return inForce !== null && holds(wanted, inForce) ? 'in-force' : 'waiting'
}

function settingsFrom({ channels, ...rest }: OperatorSettings): ConcentratorSettings {
  return { ...rest, ...(channels && { channels: [...channels] }) }
}

/** Whether all that is wanted is in force. */
function holds(wanted: OperatorSettings, inForce: OperatorSettings): boolean {
  return Object.entries(wanted).every(([name, value]) =>
    isDeepStrictEqual(value, inForce[name as keyof OperatorSettings]),
  )
}

/** Asks for settings beside those that were asked for before. Throws Problem `invalid-request`. */
export async function want(
  db: Kysely<Tables>,
  concentrator: string,
  settings: ConcentratorSettings,
  { by, now }: { readonly by: string; readonly now: number },
): Promise<void> {
  const { wanted, inForce } = await settingsOf(db, concentrator)
  const { backOffSeconds = 0, longestBackOffSeconds = Number.POSITIVE_INFINITY } = {
    ...inForce,
    ...wanted,
    ...settings,
  }
  if (longestBackOffSeconds < backOffSeconds) {
    const field = settings.longestBackOffSeconds === undefined ? 'backOffSeconds' : 'longestBackOffSeconds'
    throw invalidParameter(
      field,
      `the longest pause would be ${longestBackOffSeconds} s, the first ${backOffSeconds} s`,
    )
  }
  await sql`
    insert into concentrator_settings as s (concentrator, wanted, set_at, set_by)
    values (${concentrator}, ${JSON.stringify(settings)}::jsonb, ${new Date(now)}, ${by})
    on conflict (concentrator) do update
    set wanted = s.wanted || excluded.wanted, set_at = excluded.set_at, set_by = excluded.set_by, refused = '[]'`.execute(
    db,
  )
}

/** Keeps what a concentrator reports, and gives what it is still to be told: undefined where all is in force or refused. */
export async function takeReport(
  db: Kysely<Tables>,
  concentrator: string,
  { settings, refused = [] }: SettingsReport,
  now: number,
): Promise<OperatorSettings | undefined> {
  const { rows } = await sql<{ wanted: OperatorSettings }>`
    insert into concentrator_settings as s (concentrator, in_force, refused, reported_at)
    values (${concentrator}, ${JSON.stringify(settings)}::jsonb, ${JSON.stringify(refused)}::jsonb, ${new Date(now)})
    on conflict (concentrator) do update
    set in_force = excluded.in_force, refused = excluded.refused, reported_at = excluded.reported_at
    returning wanted`.execute(db)
  const wanted = rows[0]?.wanted ?? {}
  return refused.length > 0 || holds(wanted, settings) ? undefined : wanted
}
