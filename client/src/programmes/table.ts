import type { Programme } from './programme.ts'
import { readAttributes } from './reading/read-attributes.ts'
import { readEvents } from './reading/read-events.ts'
import { readProfile } from './reading/read-profile.ts'
import { readRegisters } from './reading/read-registers.ts'
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
]

/** Everything that can be done at a meter, by its kind. */
export const programmes: ReadonlyMap<string, Programme> = new Map(all.map(one => [one.kind, one]))
