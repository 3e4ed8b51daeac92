import type { KitTables } from '@ferraris/service'
import type { CampaignTables } from './campaign/tables.ts'
import type { DeviceTables } from './devices/tables.ts'
import type { ParticipantTables } from './participants/tables.ts'
import type { SentTables } from './sent/tables.ts'
import type { SupportTables } from './support/tables.ts'
import type { CounterTables } from './uploads/tables.ts'

/** All tables of the platform. */
export type Tables = KitTables &
  CampaignTables &
  ParticipantTables &
  DeviceTables &
  CounterTables &
  SentTables &
  SupportTables
