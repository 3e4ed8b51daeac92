import type { Quirks } from '@ferraris/client'
import type { PushedAttribute } from '@ferraris/dlms/push'
import type { Instant } from '@ferraris/service'
import type { Generated, JSONColumnType } from 'kysely'

interface EndDeviceTable {
  readonly id: Generated<number>
  readonly serial: string
  readonly usage_point: string | null
  readonly uri: string
  readonly time_zone: string
  readonly model: string | null
  readonly system_title: Buffer | null
  readonly schedule_id: number
  readonly objects: JSONColumnType<StoredObject[]> | null
  readonly objects_read_at: Instant | null
  readonly enrolled_at: Instant
  readonly event_profile: Generated<string>
  /** What it shares with others on its way, for the pace of activities. */
  readonly cell: string | null
  readonly commissioned_at: Instant | null
}

/** A COSEM object of a device as its association's object list tells it (class 15, attribute 2). */
export interface StoredObject {
  readonly classId: number
  readonly version: number
  readonly obis: string
  readonly attributes: { readonly id: number; readonly access: number }[]
  readonly methods: { readonly id: number; readonly access: number }[]
  /** Of a push setup: what it sends, as the meter told or as it was given at the enrolment. */
  readonly pushes?: readonly PushedAttribute[]
}

interface EndDeviceKeyTable {
  readonly end_device_id: number
  readonly client: number
  readonly wrapped_guek: Buffer | null
  readonly wrapped_gak: Buffer | null
  /** What the client has besides these two, see `client-secrets.ts`. */
  readonly sealed_secrets: Buffer | null
}

interface ModelQuirksTable {
  readonly model: string
  readonly no_lists: boolean
  readonly no_ranges: boolean
  readonly range_as_date_time: boolean
  readonly deviation: Quirks['deviation']
  readonly clock_zone: string | null
}

/** The next invocation counter to use under a key. Outlives the devices that have the key. */
interface KeyCounterTable {
  /** SHA-256 of the wrapped key. */
  readonly digest: Buffer
  readonly counter: number
}

export type InventoryTables = {
  readonly key_counter: KeyCounterTable
  readonly end_device: EndDeviceTable
  readonly end_device_key: EndDeviceKeyTable
  readonly model_quirks: ModelQuirksTable
}
