import type { SecuritySuite } from '@ferraris/dlms/security'
import type { Phases } from '../metrology/sample.ts'
import { alarmObjects } from './alarms/alarm-objects.ts'
import { clock } from './clock/clock-object.ts'
import { arbitrator } from './control/arbitrator.ts'
import { arrays } from './control/array-manager.ts'
import { functionControl } from './control/function-control.ts'
import { loadSideVoltage, supplySwitch, switchScripts } from './control/supply-switch.ts'
import { customerObjects } from './customer/customer-device.ts'
import { frameObjects } from './customer/frame-objects.ts'
import { sentCounters } from './customer/sent-counters.ts'
import { displayObjects } from './display/display-message.ts'
import { firmware } from './firmware/image-transfer-object.ts'
import { legalChangeLog } from './firmware/legal-change-log.ts'
import { partList } from './firmware/part-objects.ts'
import { healthObjects } from './health/health-objects.ts'
import { association, associations } from './identity/association.ts'
import { commonCounter, identificationTable, namePlate, sapAssignment } from './identity/name-plate.ts'
import { emergencyKey } from './limiter/called-emergency.ts'
import { exportLimiter } from './limiter/export-limiter.ts'
import { supplyLimiter } from './limiter/limiter-object.ts'
import { basicNames } from './model/basic-names.ts'
import type { ObjectEntry } from './model/object.ts'
import { ObjectTable } from './model/object-table.ts'
import { conformances, type MeterModel } from './models.ts'
import { parameterMonitor } from './monitors/parameter-monitor.ts'
import { registerMonitors } from './monitors/register-monitor.ts'
import { statusMapping } from './monitors/status-mapping.ts'
import { network } from './network/network-objects.ts'
import { protectedPort } from './network/port-protection.ts'
import { account } from './payment/account.ts'
import { chargeObjects } from './payment/charge.ts'
import { creditObjects } from './payment/credit.ts'
import { tokenGateway } from './payment/token-gateway.ts'
import { compactReadings } from './profiles/compact-data.ts'
import { profiles } from './profiles/profiles.ts'
import { tariffTable } from './profiles/register-table.ts'
import { userProfile } from './profiles/user-profile.ts'
import { pushes } from './push/push-setups.ts'
import { demand } from './registers/demand.ts'
import { phaseRegisters, registers, states } from './registers/registers.ts'
import { ringProfile } from './registers/ring-profile.ts'
import { schedule } from './schedules/schedule.ts'
import { securitySetups } from './security/security-setup.ts'
import { dipRegisters } from './supply/dips.ts'
import { failureObjects } from './supply/failures.ts'
import { harmonicRegisters } from './supply/harmonics.ts'
import { thresholds } from './supply/thresholds.ts'
import { voltageObjects } from './supply/voltages.ts'
import { customTable } from './tables/custom-table.ts'
import { tariffCalendar } from './tariffs/activity-calendar.ts'
import { tariffMasks, tariffScripts } from './tariffs/register-activation.ts'
import { specialDays } from './tariffs/special-days-table.ts'

/** In the order of the object list, in which due actions are carried out, too. */
const common: readonly ObjectEntry[] = [
  ...namePlate,
  ...states,
  clock,
  ...registers,
  ...demand,
  ...profiles,
  ...thresholds,
  ringProfile,
  association,
  sapAssignment,
  supplySwitch,
  loadSideVoltage,
  ...switchScripts,
  schedule,
  tariffScripts,
  tariffMasks,
  specialDays,
  tariffCalendar,
  supplyLimiter,
  emergencyKey,
  exportLimiter,
  ...registerMonitors,
  ...firmware,
  ...pushes,
  userProfile,
  compactReadings,
  tariffTable,
  parameterMonitor,
  statusMapping,
  account,
  ...creditObjects,
  ...chargeObjects,
  tokenGateway,
  arbitrator,
  functionControl,
  arrays,
  identificationTable,
  protectedPort,
  ...alarmObjects,
  ...displayObjects,
  partList,
  ...legalChangeLog,
  ...healthObjects,
  customTable,
  ...customerObjects,
  sentCounters,
  ...frameObjects,
]

/** The basic model: what every meter has, a limiter and a calendar under other names, and little of the rest. */
const basic: readonly ObjectEntry[] = [
  ...namePlate,
  ...states,
  clock,
  ...registers,
  ...demand,
  ...profiles,
  association,
  sapAssignment,
  supplySwitch,
  ...switchScripts,
  tariffScripts,
  tariffMasks,
  specialDays,
  { ...tariffCalendar, obis: basicNames.activityCalendar },
  { ...supplyLimiter, obis: basicNames.limiter },
  ...firmware,
  protectedPort,
  ...alarmObjects,
  ...healthObjects,
]

const ofModel: Readonly<Record<MeterModel, readonly ObjectEntry[]>> = { full: common, basic }

function entriesOf(model: MeterModel, phases: Phases): readonly ObjectEntry[] {
  const numbers = phases === 1 ? ([1] as const) : ([1, 2, 3] as const)
  const felt =
    model === 'full'
      ? [...numbers.flatMap(dipRegisters), ...numbers.flatMap(harmonicRegisters), ...voltageObjects(phases)]
      : []
  return [...ofModel[model], ...failureObjects(phases), ...numbers.flatMap(phaseRegisters), ...felt]
}

function factoryTable(phases: Phases): ObjectTable {
  return new ObjectTable(
    [...entriesOf('full', phases), ...securitySetups(0), ...associations(0)],
    conformances.full,
  )
}

/** The objects of a single-phase meter and of a three-phase one: the companion profile, as data. */
export const objects: Readonly<Record<Phases, ObjectTable>> = { 1: factoryTable(1), 3: factoryTable(3) }

const others = new Map<string, ObjectTable>()

/** What decides which objects a meter has. */
interface Variant {
  readonly phases: Phases
  readonly suite: SecuritySuite
  /** Clients besides the usual three. */
  readonly further: number
  /** Whether the host tells the meter's network. */
  readonly listening: boolean
  readonly model: MeterModel
}

/**
 * The objects of a meter: in suites 1 and 2 with security setups that know certificates, and with a counter for all
 * where there are clients besides the usual three, and with its network where the host tells it. Meters with the same objects share a table.
 */
export function objectsOf({ phases, suite, further, listening, model }: Variant): ObjectTable {
  if (suite === 0 && further === 0 && !listening && model === 'full') return objects[phases]
  const version = suite === 0 ? 0 : 1
  const key = `${phases} ${version} ${further} ${listening} ${model}`
  const known = others.get(key)
  if (known !== undefined) return known
  const table = new ObjectTable(
    [
      ...entriesOf(model, phases),
      ...securitySetups(version),
      ...associations(further),
      ...(further > 0 ? [commonCounter] : []),
      ...(listening ? network : []),
    ],
    conformances[model],
  )
  others.set(key, table)
  return table
}
