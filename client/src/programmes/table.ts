import type { DlmsMeter } from '../access/dlms-meter.ts'
import { compareWith } from './configuration/compare.ts'
import type { Configuration } from './configuration/configuration-file.ts'
import { configureWith, differencesOf } from './configuration/configure.ts'
import { executeScript } from './configuration/script.ts'
import { applyTemplate } from './configuration/template.ts'
import { writeTable } from './configuration/write-table.ts'
import { firmware } from './firmware/firmware.ts'
import { alarmFilter } from './messages/alarm-filter.ts'
import { clearAlarms } from './messages/clear-alarms.ts'
import { displayMessage } from './messages/display-message.ts'
import { pushSetup } from './messages/push-setup.ts'
import { setCredit } from './payment/set-credit.ts'
import type { Programme, Step } from './programme.ts'
import { readAttributes } from './reading/read-attributes.ts'
import { readEvents } from './reading/read-events.ts'
import { readProfile } from './reading/read-profile.ts'
import { readRegisters } from './reading/read-registers.ts'
import { readRegistersAt } from './reading/read-registers-at.ts'
import { rotateKeys } from './security/rotate-keys.ts'
import { securityPolicy } from './security/security-policy.ts'
import { sequenceOf } from './sequence.ts'
import { contract } from './supply/contract.ts'
import { emergency } from './supply/emergency.ts'
import { exportLimit } from './supply/export-limit.ts'
import { limit } from './supply/limit.ts'
import { readSupply } from './supply/read-supply.ts'
import { switchSupply } from './supply/switch.ts'
import { setClock } from './time/set-clock.ts'
import { specialDays } from './time/special-days.ts'
import { tariffCalendar } from './time/tariff-calendar.ts'

const single: readonly Programme[] = [
  readRegisters,
  readRegistersAt,
  readProfile,
  readEvents,
  readAttributes,
  setClock,
  switchSupply,
  readSupply,
  limit,
  contract,
  emergency,
  exportLimit,
  tariffCalendar,
  specialDays,
  displayMessage,
  alarmFilter,
  clearAlarms,
  pushSetup,
  securityPolicy,
  rotateKeys,
  firmware,
  executeScript,
  writeTable,
  applyTemplate,
  setCredit,
]

function byKind(...all: readonly Programme[]): ReadonlyMap<string, Programme> {
  return new Map(all.map(one => [one.kind, one]))
}

/** What a sequence and the actions of a configuration file are made of. */
export const parts = byKind(...single)

/** Everything that can be done at a meter, by its kind; a sequence and a configuration file are made of the others. */
export const programmes = byKind(...single, sequenceOf(parts), configureWith(parts), compareWith(parts))

/** What writing a configuration would change at a meter: reads only, see {@link differencesOf}. */
export async function differences(meter: DlmsMeter, configuration: Configuration): Promise<Step[]> {
  return await differencesOf(meter, configuration, parts)
}
