import type { Target } from '../target.ts'
import { chain2Targets } from './chain2.ts'
import { cimTargets } from './cim.ts'
import { cosemTargets } from './cosem.ts'
import { customerDeviceTargets } from './customer-device.ts'
import { deviceTargets } from './devices.ts'
import { dlmsTargets } from './dlms.ts'
import { monitoringTargets } from './monitoring.ts'
import { opticalTargets } from './optical.ts'
import { smitpTargets } from './smitp.ts'
import { textTargets } from './texts.ts'

/** Every decoder that takes octets or texts from outside. */
export function allTargets(): Target[] {
  return [
    ...chain2Targets(),
    ...cimTargets(),
    ...cosemTargets(),
    ...customerDeviceTargets(),
    ...dlmsTargets(),
    ...smitpTargets(),
    ...monitoringTargets(),
    ...opticalTargets(),
    ...textTargets(),
    ...deviceTargets(),
  ]
}
