import { isNoun, type RequestVerb } from '@ferraris/cim'
import { mayUse, type Role } from '@ferraris/service'
import { type Asked, type Handled, Refusal } from '../inbox/handling.ts'
import { changeMeters, removeMeters, showMeters } from './configs/meter-config.ts'
import { cancelControls, createControls } from './controls/controls-in.ts'
import { listEvents } from './events/get-end-device-events.ts'
import { takeEvents } from './events/take-events.ts'
import { removeGroups, saveGroups } from './groups/end-device-groups.ts'
import { workOnSet } from './operation-set.ts'
import type { MappingParts } from './parts.ts'
import { readMeters } from './readings/get-meter-readings.ts'
import { endSchedule, scheduleReadings, showSchedule } from './schedules/meter-read-schedule.ts'
import { changeUsagePoints, closeUsagePoints, showUsagePoints } from './usage-points/usage-point-config.ts'

export type Handler = (parts: MappingParts, asked: Asked) => Promise<Handled>

interface Way {
  /** Least role of the sender. */
  readonly role: Role
  readonly handle: Handler
}

type Ways = Readonly<Partial<Record<RequestVerb, Way>>>

const meterConfig: Ways = {
  create: { role: 'administrator', handle: changeMeters },
  change: { role: 'administrator', handle: changeMeters },
  delete: { role: 'administrator', handle: removeMeters },
  get: { role: 'viewer', handle: showMeters },
}

/** What other systems may ask for, by noun and verb. */
const ways: Readonly<Record<string, Ways>> = {
  EndDeviceControls: {
    create: { role: 'operator', handle: createControls },
    execute: { role: 'operator', handle: createControls },
    cancel: { role: 'operator', handle: cancelControls },
  },
  MeterReadings: { get: { role: 'viewer', handle: readMeters } },
  MeterReadSchedule: {
    create: { role: 'administrator', handle: scheduleReadings },
    change: { role: 'administrator', handle: scheduleReadings },
    cancel: { role: 'administrator', handle: endSchedule },
    close: { role: 'administrator', handle: endSchedule },
    get: { role: 'viewer', handle: showSchedule },
  },
  EndDeviceEvents: {
    get: { role: 'viewer', handle: listEvents },
    create: { role: 'operator', handle: takeEvents },
  },
  EndDeviceGroups: {
    create: { role: 'operator', handle: saveGroups },
    change: { role: 'operator', handle: saveGroups },
    delete: { role: 'operator', handle: removeGroups },
  },
  MeterConfig: meterConfig,
  EndDeviceConfig: meterConfig,
  UsagePointConfig: {
    create: { role: 'administrator', handle: changeUsagePoints },
    change: { role: 'administrator', handle: changeUsagePoints },
    close: { role: 'administrator', handle: closeUsagePoints },
    delete: { role: 'administrator', handle: closeUsagePoints },
    get: { role: 'viewer', handle: showUsagePoints },
  },
}

/** Does what a request asks for. Throws Refusal, or a Problem of what it asks. */
export async function handle(parts: MappingParts, asked: Asked): Promise<Handled> {
  const { message, role } = asked
  if (message.Payload?.OperationSet !== undefined) return await workOnSet(parts, asked, handle)
  const verb = message.Header.Verb as RequestVerb
  // A query is named by its noun, or by the noun of the query itself.
  const noun = message.Header.Noun.replace(/^Get(?=[A-Z])/, '')
  const known = ways[noun]
  if (known === undefined || !isNoun(noun))
    throw new Refusal('noun-unsupported', `${noun}: there are ${Object.keys(ways).join(', ')}`, {
      path: 'Header.Noun',
    })
  const way = known[verb]
  if (way === undefined)
    throw new Refusal('verb-unsupported', `${verb} ${noun}: there are ${Object.keys(known).join(', ')}`, {
      path: 'Header.Verb',
    })
  if (!mayUse(role, way.role))
    throw new Refusal('role-too-low', `${verb} ${noun} needs the role ${way.role}, and this is ${role}`)
  return await way.handle(parts, asked)
}
