import { type Data, obisFromOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { obisCodes } from '@ferraris/metering'
import type { Risk } from '../programme.ts'
import { numberOf } from '../steps/same-data.ts'
import type { ConfigurationSetting } from './configuration-file.ts'
import { isHarmlessTable } from './harmless-scripts.ts'

const { disconnectControl, limiter, credit } = classes
const { thresholdActive, thresholdNormal, thresholdEmergency, emergencyProfile } = limiter.attributes

/** Classes that execute scripts by themselves: schedule, activity calendar, register monitor, single action schedule. */
const executing: ReadonlySet<number> = new Set([10, 20, 21, 22])
const thresholds: readonly number[] = [thresholdActive.id, thresholdNormal.id, thresholdEmergency.id]

/** What an attribute that is written as it stands may do to the customer: programmes say it themselves, raw values do not. */
export function riskOfSetting({ classId, obis, attribute, value }: ConfigurationSetting): Risk {
  return mayCutOff(classId, obis, attribute, value) ? 'disconnects' : 'none'
}

function mayCutOff(classId: number, obis: string, attribute: number, value: Data): boolean {
  const { outputState, controlState } = disconnectControl.attributes
  const number = numberOf(value)
  switch (classId) {
    case disconnectControl.classId:
      if (attribute === outputState.id) return value.value === false || number === 0
      return attribute === controlState.id && number !== 1
    case limiter.classId:
      // Nothing that is fed in leaves the customer with power.
      if (obis === obisCodes.exportLimiter) return false
      return attribute === emergencyProfile.id || (thresholds.includes(attribute) && isNothing(number))
    case credit.classId:
      return attribute === credit.attributes.currentCreditAmount.id && isNothing(number)
    default:
      return executing.has(classId) && (isOfDisconnecting(obis) || namesScripts(value))
  }
}

/** Zero, less, or what is no number. */
function isNothing(number: number | bigint | undefined): boolean {
  return number === undefined || number <= 0
}

/** The usual single action schedule that moves the switch (IEC 62056-6-1): its times alone decide when. */
function isOfDisconnecting(obis: string): boolean {
  return /^0\.\d+\.15\.0\.1\.255$/.test(obis)
}

/** Whether a value names a script table, at any depth, that is not known to be harmless. */
function namesScripts({ type, value }: Data): boolean {
  if (type === 'array' || type === 'structure' || type === 'compact-array') return value.some(namesScripts)
  if (!(value instanceof Uint8Array) || value.length !== 6) return false
  const name = obisFromOctets(value)
  return /^0\.\d+\.10\.0\./.test(name) && !isHarmlessTable(name)
}
