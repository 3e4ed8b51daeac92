import { firmware } from './firmware/firmware.ts'
import { alarmFilter } from './messages/alarm-filter.ts'
import { displayMessage } from './messages/display-message.ts'
import { pushSetup } from './messages/push-setup.ts'
import type { Programme } from './programme.ts'
import { readAttributes } from './reading/read-attributes.ts'
import { readEvents } from './reading/read-events.ts'
import { readProfile } from './reading/read-profile.ts'
import { readRegisters } from './reading/read-registers.ts'
import { rotateKeys } from './security/rotate-keys.ts'
import { securityPolicy } from './security/security-policy.ts'
import { contract } from './supply/contract.ts'
import { emergency } from './supply/emergency.ts'
import { exportLimit } from './supply/export-limit.ts'
import { limit } from './supply/limit.ts'
import { switchSupply } from './supply/switch.ts'
import { setClock } from './time/set-clock.ts'
import { specialDays } from './time/special-days.ts'
import { tariffCalendar } from './time/tariff-calendar.ts'

const all: readonly Programme[] = [
  readRegisters,
  readProfile,
  readEvents,
  readAttributes,
  setClock,
  switchSupply,
  limit,
  contract,
  emergency,
  exportLimit,
  tariffCalendar,
  specialDays,
  displayMessage,
  alarmFilter,
  pushSetup,
  securityPolicy,
  rotateKeys,
  firmware,
]

/** Everything that can be done at a meter, by its kind. */
export const programmes: ReadonlyMap<string, Programme> = new Map(all.map(one => [one.kind, one]))
