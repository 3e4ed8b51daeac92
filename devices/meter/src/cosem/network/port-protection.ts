import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Settings } from '../../automation/settings.ts'
import {
  type PortProtectionSettings,
  portFailures,
  protectionStatus,
  resetFailures,
} from '../../security/port-protection.ts'
import { read, setting } from '../model/attribute.ts'
import { done } from '../model/method.ts'
import { object } from '../model/object.ts'
import { allowed } from '../model/setting.ts'
import { tcpSetup } from './network-objects.ts'

const { communicationPortProtection } = classes
const name = obis('0.0.44.2.0.255')

/** How the port is protected, as it is set. */
export function portProtection({ settings }: { readonly settings: Settings }): PortProtectionSettings {
  const of = <A extends keyof typeof communicationPortProtection.attributes>(attribute: A) =>
    settings.get(communicationPortProtection, name, attribute)
  return {
    mode: of('protectionMode'),
    allowedFailedAttempts: of('allowedFailedAttempts'),
    initialLockoutTime: of('initialLockoutTime'),
    steepnessFactor: of('steepnessFactor'),
    maxLockoutTime: of('maxLockoutTime'),
  }
}

/** The port of the DLMS server: after failed attempts it refuses secured clients for a while. */
export const protectedPort = object(
  communicationPortProtection,
  name,
  {
    protectionMode: setting('unlocked', {
      // A port closed for good could never be opened again.
      rule: mode => allowed(mode === 'unlocked' || mode === 'locked-on-failed-attempts'),
    }),
    allowedFailedAttempts: setting(10),
    initialLockoutTime: setting(60),
    steepnessFactor: setting(2),
    maxLockoutTime: setting(3600),
    portReference: read(tcpSetup),
    protectionStatus: read(({ automation, now }) =>
      protectionStatus(automation.memory, portProtection(automation), now),
    ),
    failedAttempts: read(({ automation }) => portFailures(automation.memory).failed),
    cumulativeFailedAttempts: read(({ automation }) => portFailures(automation.memory).cumulative),
  },
  {
    reset: ({ automation }) => {
      resetFailures(automation.memory)
      return done
    },
  },
)
