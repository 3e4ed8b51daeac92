import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'
import type { Diagnosis } from './schemas.ts'

interface DiagnosisTable {
  readonly id: Generated<string>
  readonly end_device_id: number
  readonly taken_at: Instant
  readonly taken_by: string
  readonly reason: Diagnosis['reason']
  readonly note: string | null
  readonly work_request: string | null
  readonly work_order: string | null
  readonly snapshot: JSONColumnType<
    Pick<Diagnosis, 'session' | 'clockOffsetSeconds' | 'known' | 'items' | 'events'>
  >
}

export type DiagnosisTables = {
  readonly diagnosis: DiagnosisTable
}
