import { type Obis, obisName as standardName } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'

/** Objects with a name not built from its groups (IEC 62056-6-1). */
const fixed: Readonly<Record<string, string>> = {
  [obisCodes.clock]: 'Clock',
  [obisCodes.activityCalendar]: 'Active tariff plan',
  [obisCodes.currentAssociation]: 'Current association',
  [obisCodes.sapAssignment]: 'Logical devices',
  [obisCodes.logicalDeviceName]: 'Logical device name',
  [obisCodes.securitySetup]: 'Security setup',
  [obisCodes.serialNumber]: 'Serial number',
  [obisCodes.disconnectControl]: 'Supply switch',
  [obisCodes.profileStatus]: 'Status of the load profile',
  [obisCodes.eventCode]: 'Last event',
  [obisCodes.activeTariff]: 'Active tariff',
  [obisCodes.billingProfile]: 'Monthly billing profile',
  [obisCodes.standardLog]: 'Event log',
  [obisCodes.fraudLog]: 'Fraud log',
  [obisCodes.disconnectorLog]: 'Disconnector log',
  [obisCodes.mbusLog]: 'M-Bus log',
  [obisCodes.qualityLog]: 'Power quality log',
  [obisCodes.communicationLog]: 'Communication log',
  [obisCodes.activeFirmware]: 'Firmware',
  [obisCodes.frequency]: 'Grid frequency',
  [obisCodes.loadProfile]: 'Load profile',
  [obisCodes.dailyProfile]: 'Daily profile',
}

/** Group C modulo 20: the quantity; phases L1 to L3 begin at 21, 41 and 61. */
const quantities: Readonly<Record<number, readonly [energy: string, power: string]>> = {
  1: ['Active energy import (A+)', 'Active power import'],
  2: ['Active energy export (A−)', 'Active power export'],
  3: ['Reactive energy import (R+)', 'Reactive power import'],
  4: ['Reactive energy export (R−)', 'Reactive power export'],
  9: ['Apparent energy import', 'Apparent power import'],
  11: ['', 'Current'],
  12: ['', 'Voltage'],
  13: ['', 'Power factor'],
}

/** Group D: what has been made of the quantity. */
const processed: Readonly<Record<string, (energy: string, power: string) => string>> = {
  4: (_, power) => `${power}, running average`,
  6: (_, power) => `${power}, maximum`,
  7: (_, power) => power,
  8: energy => energy,
  9: energy => `${energy}, this period`,
  29: energy => `${energy}, interval`,
}

/** What a logical name means, for people; empty where neither we nor the standard's names say it. */
export function obisName(code: Obis): string {
  const own = ownName(code)
  if (own !== '') return own
  const standard = standardName(code)
  return standard.includes(code) ? '' : standard
}

/** Shorter than the standard's, for the narrow columns of a terminal. */
function ownName(code: Obis): string {
  const known = fixed[code]
  if (known !== undefined) return known
  const [a, b, c, d, e] = code.split('.') as [string, string, string, string, string]
  if (a === '0' && c === '43' && d === '1') return `Invocation counter of client ${e}`
  if (a !== '1' || b !== '0') return ''
  const group = Number(c)
  const phase = group > 20 && group <= 80 ? Math.floor((group - 1) / 20) : 0
  const quantity = quantities[group - 20 * phase]
  const base = quantity && processed[d]?.(...quantity)
  if (base === undefined || base === '') return ''
  return `${base}${phase > 0 ? ` L${phase}` : ''}${e === '0' ? '' : `, tariff ${e}`}`
}
