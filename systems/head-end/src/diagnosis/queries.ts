import type { Kysely } from 'kysely'
import type { Tables } from '../tables.ts'
import type { Diagnosis, DiagnosisSummary } from './schemas.ts'

function diagnoses(db: Kysely<Tables>) {
  return db
    .selectFrom('diagnosis as g')
    .innerJoin('end_device as d', 'd.id', 'g.end_device_id')
    .selectAll('g')
    .select('d.serial')
}
type Row = Awaited<ReturnType<ReturnType<typeof diagnoses>['executeTakeFirstOrThrow']>>

function headOf(row: Row) {
  return {
    id: row.id,
    endDevice: row.serial,
    takenAt: row.taken_at.toISOString(),
    takenBy: row.taken_by,
    reason: row.reason,
    note: row.note,
    workRequest: row.work_request,
    workOrder: row.work_order,
  }
}

/** A snapshot; undefined if there is none of this id. */
export async function diagnosisById(db: Kysely<Tables>, id: string): Promise<Diagnosis | undefined> {
  const row = await diagnoses(db).where('g.id', '=', id).executeTakeFirst()
  return row && { ...headOf(row), ...row.snapshot }
}

/** Snapshots of a meter, for some work on site, or of all; the newest first. */
export async function listDiagnoses(
  db: Kysely<Tables>,
  filter: { readonly endDevice?: string; readonly workRequest?: string | undefined; readonly limit: number },
): Promise<DiagnosisSummary[]> {
  let rows = diagnoses(db).orderBy('g.taken_at', 'desc').orderBy('g.id').limit(filter.limit)
  if (filter.endDevice !== undefined) rows = rows.where('d.serial', '=', filter.endDevice)
  if (filter.workRequest !== undefined) rows = rows.where('g.work_request', '=', filter.workRequest)
  return (await rows.execute()).map(row => {
    const { session, items } = row.snapshot
    const count = (wanted: string) => items.filter(({ outcome }) => outcome === wanted).length
    return {
      ...headOf(row),
      outcome: session.outcome,
      counts: {
        read: count('read'),
        absent: count('absent'),
        refused: count('refused'),
        unanswered: count('unanswered'),
      },
      faults: faultsOf(items),
    }
  })
}

/** Bits that error and alarm registers show, each once; filters of alarms are no faults. */
function faultsOf(items: Diagnosis['items']): string[] {
  const registers = items.filter(({ obis }) => /^0\.0\.97\.(97|98)\.[0-9]\.255$/.test(obis))
  return [...new Set(registers.flatMap(({ bits = [] }) => bits))]
}
