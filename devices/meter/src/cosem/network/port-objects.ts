import { type Data, data, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Automation } from '../../automation/automation.ts'
import {
  type PortProtectionSettings,
  portFailures,
  protectionStatus,
  resetFailures,
} from '../../security/port-protection.ts'
import { type Action, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { method, object, read, setting } from '../model/object.ts'
import type { ObjectEntry } from '../model/object-table.ts'

const { communicationPortProtection } = classes
const protection = obis('0.0.44.2.0.255')

export function portProtection({ settings }: Automation): PortProtectionSettings {
  const of = <A extends keyof typeof communicationPortProtection.attributes>(attribute: A) =>
    settings.get(communicationPortProtection, protection, attribute)
  return {
    mode: of('protectionMode'),
    allowedFailedAttempts: of('allowedFailedAttempts'),
    initialLockoutTime: of('initialLockoutTime'),
    steepnessFactor: of('steepnessFactor'),
    maxLockoutTime: of('maxLockoutTime'),
  }
}

export const portSources = {
  'port.status': ({ automation, now }: Context): Data =>
    communicationPortProtection.attributes.protectionStatus.type.encode(
      protectionStatus(automation.memory, portProtection(automation), now),
    ),
  'port.failed': ({ automation }: Context): Data =>
    data.doubleLongUnsigned(portFailures(automation.memory).failed),
  'port.cumulative': ({ automation }: Context): Data =>
    data.doubleLongUnsigned(portFailures(automation.memory).cumulative),
}

/** reset (IEC 62056-6-2, class 124, method 1). */
export const resetPort: Action = ({ automation }) => {
  resetFailures(automation.memory)
  return done
}

/** The port of the DLMS server: after failed attempts no secured client is let in for a while. */
export const portProtectionEntry: ObjectEntry = object(
  communicationPortProtection,
  protection,
  {
    protectionMode: setting(data.enumeration(2)),
    allowedFailedAttempts: setting(data.longUnsigned(10)),
    initialLockoutTime: setting(data.doubleLongUnsigned(60)),
    steepnessFactor: setting(data.unsigned(2)),
    maxLockoutTime: setting(data.doubleLongUnsigned(3600)),
    portReference: read(data.octets(obisToOctets(obis('0.0.25.0.0.255')))),
    protectionStatus: read('port.status'),
    failedAttempts: read('port.failed'),
    cumulativeFailedAttempts: read('port.cumulative'),
  },
  { reset: method('port.reset') },
)
