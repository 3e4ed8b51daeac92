import { meterData } from '@ferraris/meter-data'
import type { Feature } from '@ferraris/service'
import { alarms } from './alarms/feature.ts'
import { clock } from './clock/feature.ts'
import { collection } from './collection/feature.ts'
import { customerDevices } from './customer-devices/feature.ts'
import { customers } from './customers/feature.ts'
import { diagnosis } from './diagnosis/feature.ts'
import { events } from './events/feature.ts'
import { findings } from './findings/feature.ts'
import { integration } from './integration/feature.ts'
import { inventory } from './inventory/feature.ts'
import { commissioning } from './network/commissioning/feature.ts'
import { communication } from './network/communication/feature.ts'
import { concentrators } from './network/concentrators/feature.ts'
import { energyBalance } from './network/energy-balance/feature.ts'
import { ownState } from './network/own-state/feature.ts'
import { concentratorSettings } from './network/settings/feature.ts'
import { statistics } from './network/statistics/feature.ts'
import { tables } from './network/tables/feature.ts'
import { topology } from './network/topology/feature.ts'
import { uplink } from './network/uplink/feature.ts'
import { onDemand } from './on-demand/feature.ts'
import { activities } from './orders/activities/feature.ts'
import { brakes } from './orders/brakes/feature.ts'
import { debts } from './orders/debts/feature.ts'
import { controls } from './orders/feature.ts'
import { files } from './orders/files/feature.ts'
import { firmwareWatch } from './orders/firmware-watch/feature.ts'
import { nextDay } from './orders/next-day/feature.ts'
import { signedOrders } from './orders/signed/feature.ts'
import { supplies } from './orders/supply/feature.ts'
import type { Parts } from './parts.ts'
import { pushes } from './push/feature.ts'
import { quality } from './quality/feature.ts'
import { readings } from './readings/feature.ts'
import { schedules } from './schedules/feature.ts'
import { simulation } from './simulation/feature.ts'
import { summary } from './summary/feature.ts'
import { workOrders } from './work-orders/feature.ts'

/** What the head-end can do. */
export const features: readonly Feature<Parts>[] = [
  summary,
  inventory,
  readings,
  events,
  pushes,
  onDemand,
  diagnosis,
  concentrators,
  concentratorSettings,
  ownState,
  uplink,
  statistics,
  communication,
  tables,
  topology,
  commissioning,
  controls,
  activities,
  energyBalance,
  findings,
  quality,
  files,
  brakes,
  debts,
  signedOrders,
  supplies,
  customers,
  nextDay,
  firmwareWatch,
  workOrders,
  integration,
  simulation,
  schedules,
  clock,
  collection,
  alarms,
  customerDevices,
  meterData,
]
