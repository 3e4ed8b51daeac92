import type { KitTables } from '@ferraris/service'
import type { AlarmTables } from './alarms/tables.ts'
import type { ClockTables } from './clock/tables.ts'
import type { CollectionTables } from './collection/tables.ts'
import type { CustomerDeviceTables } from './customer-devices/tables.ts'
import type { CustomerTables } from './customers/tables.ts'
import type { RoutineCheckTables } from './diagnosis/checks/tables.ts'
import type { HealthTables } from './diagnosis/health/tables.ts'
import type { DiagnosisTables } from './diagnosis/tables.ts'
import type { EventTables } from './events/tables.ts'
import type { FindingTables } from './findings/tables.ts'
import type { IntegrationTables } from './integration/tables.ts'
import type { InventoryTables } from './inventory/tables.ts'
import type { CommissioningTables } from './network/commissioning/tables.ts'
import type { CommunicationTables } from './network/communication/tables.ts'
import type { ConcentratorTables } from './network/concentrators/tables.ts'
import type { EnergyBalanceTables } from './network/energy-balance/tables.ts'
import type { OwnStateTables } from './network/own-state/tables.ts'
import type { SettingsTables } from './network/settings/tables.ts'
import type { StatisticsTables } from './network/statistics/tables.ts'
import type { TopologyTables } from './network/topology/tables.ts'
import type { UplinkTables } from './network/uplink/tables.ts'
import type { ActivityTables } from './orders/activities/tables.ts'
import type { BrakeTables } from './orders/brakes/tables.ts'
import type { DebtTables } from './orders/debts/tables.ts'
import type { FileTables } from './orders/files/tables.ts'
import type { FirmwareWatchTables } from './orders/firmware-watch/tables.ts'
import type { NextDayTables } from './orders/next-day/tables.ts'
import type { ControlTables } from './orders/record/tables.ts'
import type { SignedTables } from './orders/signed/tables.ts'
import type { SupplyTables } from './orders/supply/tables.ts'
import type { PushTables } from './push/tables.ts'
import type { QualityTables } from './quality/tables.ts'
import type { ReadingTables } from './readings/tables.ts'
import type { ScheduleTables } from './schedules/tables.ts'
import type { WorkOrderTables } from './work-orders/tables.ts'

/** All tables of the head-end. Each feature declares its own beside its queries. */
export type Tables = KitTables &
  ActivityTables &
  AlarmTables &
  ClockTables &
  CollectionTables &
  CustomerDeviceTables &
  CustomerTables &
  DiagnosisTables &
  HealthTables &
  RoutineCheckTables &
  CommunicationTables &
  EventTables &
  FindingTables &
  IntegrationTables &
  InventoryTables &
  CommissioningTables &
  ConcentratorTables &
  BrakeTables &
  DebtTables &
  FileTables &
  ControlTables &
  SignedTables &
  SupplyTables &
  NextDayTables &
  FirmwareWatchTables &
  EnergyBalanceTables &
  OwnStateTables &
  SettingsTables &
  StatisticsTables &
  TopologyTables &
  UplinkTables &
  PushTables &
  QualityTables &
  ReadingTables &
  ScheduleTables &
  WorkOrderTables
