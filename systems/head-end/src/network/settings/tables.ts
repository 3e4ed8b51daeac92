import type { Instant } from '@ferraris/service'
import type { OperatorSettings } from '@ferraris/uplink'
import type { Generated, JSONColumnType } from 'kysely'

interface ConcentratorSettingsTable {
  readonly concentrator: string
  readonly wanted: JSONColumnType<OperatorSettings>
  readonly set_at: Instant | null
  readonly set_by: string | null
  /** As it has reported last. */
  readonly in_force: JSONColumnType<OperatorSettings> | null
  readonly refused: Generated<readonly { readonly field: string; readonly detail: string }[]>
  readonly reported_at: Instant | null
}

export type SettingsTables = {
  readonly concentrator_settings: ConcentratorSettingsTable
}
