import type { Instant } from '@ferraris/service'
import type { CustomerDownMessage } from '@ferraris/uplink'
import type { Generated, JSONColumnType } from 'kysely'
import type { Contract, Role } from './schemas.ts'

interface CustomerDeviceTable {
  readonly id: string
  readonly maker: string
  readonly model: string | null
  readonly aca: string
  /** Wrapped. */
  readonly initial_key: Buffer
  readonly created_at: Instant
}

/** What is wanted of a meter; `applied` is the version that the meter has, `keyed` that of the last change of keys. */
interface CustomerAssociationTable {
  readonly end_device_id: number
  readonly device: string
  readonly role: Role
  readonly pod: string
  readonly profile: number
  readonly gap: number
  readonly weekly_threshold: number
  readonly contract: JSONColumnType<Contract>
  readonly encryption_key: Buffer
  readonly authentication_key: Buffer
  readonly is_revoked: boolean
  readonly version: number
  readonly applied: number
  readonly keyed: number
  readonly detail: string | null
  readonly attempted_at: Instant | null
  readonly changed_at: Instant
  /** Since when the meter is to send to this device. */
  readonly begun_at: Instant
  readonly counted_at: Instant | null
  readonly count_tried_at: Instant | null
}

interface SentCounterTable {
  readonly end_device_id: number
  readonly device: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  /** In the order of `counterNames`. */
  readonly counts: number[]
  readonly power_loss: boolean
  readonly changed_at: Instant
}

interface CustomerTextTable {
  readonly id: string
  readonly ordinal: Generated<number>
  readonly device: string
  readonly message: JSONColumnType<CustomerDownMessage & object>
  readonly created_at: Instant
  readonly created_by: string
  readonly published_at: Instant | null
  readonly received_at: Instant | null
  readonly read_at: Instant | null
}

export type CustomerDeviceTables = {
  readonly customer_device: CustomerDeviceTable
  readonly customer_association: CustomerAssociationTable
  readonly sent_counter: SentCounterTable
  readonly customer_text: CustomerTextTable
}
