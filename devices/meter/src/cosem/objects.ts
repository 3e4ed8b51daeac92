import type { SecuritySuite } from '@ferraris/dlms/security'
import type { Phases } from '../metrology/sample.ts'
import { alarmObjects } from './alarms/alarm-objects.ts'
import { clock } from './clock/clock-object.ts'
import { arbitrator } from './control/arbitrator.ts'
import { arrays } from './control/array-manager.ts'
import { functionControl } from './control/function-control.ts'
import { loadSideVoltage, supplySwitch, switchScripts } from './control/supply-switch.ts'
import { displayObjects } from './display/display-message.ts'
import { firmware } from './firmware/image-transfer-object.ts'
import { association, associations } from './identity/association.ts'
import { commonCounter, identificationTable, namePlate, sapAssignment } from './identity/name-plate.ts'
import { exportLimiter } from './limiter/export-limiter.ts'
import { supplyLimiter } from './limiter/limiter-object.ts'
import type { ObjectEntry } from './model/object.ts'
import { ObjectTable } from './model/object-table.ts'
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
import { schedule } from './schedules/schedule.ts'
import { securitySetups } from './security/security-setup.ts'
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
  customTable,
]

const objectsByPhases: Readonly<Record<Phases, readonly ObjectEntry[]>> = {
  1: [...common, ...phaseRegisters(1)],
  3: [...common, ...phaseRegisters(1), ...phaseRegisters(2), ...phaseRegisters(3)],
}

/** The objects of a single-phase meter and of a three-phase one: the companion profile, as data. */
export const objects: Readonly<Record<Phases, ObjectTable>> = {
  1: new ObjectTable([...objectsByPhases[1], ...securitySetups(0), ...associations(0)]),
  3: new ObjectTable([...objectsByPhases[3], ...securitySetups(0), ...associations(0)]),
}

const others = new Map<string, ObjectTable>()

/**
 * The objects of a meter: in suites 1 and 2 with security setups that know certificates, and with a counter for all
 * where there are clients besides the usual three, and with its network where the host tells it. Meters with the same objects share a table.
 */
export function objectsOf(
  phases: Phases,
  suite: SecuritySuite,
  further: number,
  listening = false,
): ObjectTable {
  if (suite === 0 && further === 0 && !listening) return objects[phases]
  const version = suite === 0 ? 0 : 1
  const key = `${phases} ${version} ${further} ${listening}`
  const known = others.get(key)
  if (known !== undefined) return known
  const table = new ObjectTable([
    ...objectsByPhases[phases],
    ...securitySetups(version),
    ...associations(further),
    ...(further > 0 ? [commonCounter] : []),
    ...(listening ? network : []),
  ])
  others.set(key, table)
  return table
}
