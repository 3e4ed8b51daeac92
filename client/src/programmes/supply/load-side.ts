import { classes } from '@ferraris/cosem/classes'
import type { AttributeRequest } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { quantityOf, rawNumber } from '../../registers/quantity.ts'
import { scalerUnitOf } from '../../registers/read-registers.ts'
import type { Answer } from '../../session/query.ts'
import type { Step } from '../programme.ts'
import { refused } from '../steps/refusal.ts'

/** Voltage behind an open switch, V, from which on something feeds the home: closing would join two networks out of phase. */
export const deadBelow = 50

const { classId, attributes } = classes.register

/** What is asked for it: value, and scaler with unit. */
export const loadSideRequests: readonly AttributeRequest[] = [attributes.value, attributes.scalerUnit].map(
  ({ id }) => ({ classId, obis: obisCodes.loadSideVoltage, attribute: id }),
)

export const loadSideTarget = `${obisCodes.loadSideVoltage} value`

/** The voltage behind the switch, V, and as people read it; undefined for a meter that does not measure it. */
export function loadSideVoltage([value, scaler]: readonly (Answer | undefined)[]):
  | { readonly value: number; readonly found: string }
  | undefined {
  const raw = value !== undefined && 'data' in value ? rawNumber(value.data) : undefined
  if (raw === undefined) return undefined
  const scalerUnit = scalerUnitOf(scaler !== undefined && 'data' in scaler ? scaler.data : undefined)
  const { value: volts, text, unit } = quantityOf(raw, scalerUnit)
  return { value: volts, found: `${text} ${unit}` }
}

/** Whether the load side is dead; undefined for a meter that does not measure it. */
export function loadSideStep(answers: readonly (Answer | undefined)[]): Step | undefined {
  const voltage = loadSideVoltage(answers)
  if (voltage === undefined) return undefined
  const { value, found } = voltage
  const target = loadSideTarget
  if (value < deadBelow) return { target, outcome: 'verified', found, reason: 'the load side is dead' }
  const why = `there are ${found} on the load side of the open switch: something feeds the home`
  return { ...refused(target, why), found }
}
