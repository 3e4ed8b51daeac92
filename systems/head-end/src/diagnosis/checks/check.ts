import type { Kysely } from 'kysely'
import { sql } from 'kysely'
import { DeviceBusy, type OnDemandReader, SessionFailure } from '../../on-demand/reader.ts'
import type { Tables } from '../../tables.ts'
import type { CheckVerdict } from './schemas.ts'

export interface CheckParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
  readonly onDemand: OnDemandReader
}

interface Checked {
  readonly verdict: CheckVerdict
  readonly layer: string | null
  readonly detail: string | null
  readonly milliseconds: number | null
  readonly clockOffsetSeconds: number | null
}

/** Checks the way to one meter; undefined where there is none with this serial number. */
export async function checkMeter({ onDemand }: CheckParts, serial: string): Promise<Checked | undefined> {
  const nothing = { milliseconds: null, clockOffsetSeconds: null }
  try {
    return (await onDemand.ping(serial)) ?? undefined
  } catch (error) {
    if (error instanceof DeviceBusy)
      return { verdict: 'busy', layer: null, detail: error.message, ...nothing }
    if (!(error instanceof SessionFailure)) throw error
    const { code, path = null, message } = error
    const verdict =
      code === 'unreached' ? 'concentrator-away' : code === 'silent' ? 'no-link' : 'not-callable'
    return { verdict, layer: path, detail: message, ...nothing }
  }
}

/** Checks that are kept of a meter. */
const mostKept = 100

/** Keeps what a check showed; one of a night is kept once. */
export async function keepCheck(
  { db, now }: Pick<CheckParts, 'db' | 'now'>,
  endDevice: number,
  { verdict, layer, detail, milliseconds, clockOffsetSeconds }: Checked,
  { by, night = null }: { readonly by: string; readonly night?: string | null },
): Promise<void> {
  await db
    .insertInto('routine_check')
    .values({
      end_device_id: endDevice,
      checked_at: new Date(now()),
      checked_by: by,
      night,
      verdict,
      layer,
      detail: detail?.slice(0, 500) ?? null,
      milliseconds,
      clock_offset_seconds: clockOffsetSeconds,
    })
    .onConflict(conflict => conflict.doNothing())
    .execute()
  await sql`delete from routine_check where id in (
    select id from routine_check where end_device_id = ${endDevice} order by checked_at desc offset ${mostKept})`.execute(
    db,
  )
}
