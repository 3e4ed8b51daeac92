import { numbered, type Say } from './languages.ts'
import { findName, patternTable } from './patterns.ts'

/** Objects of electricity that are no measured quantity. */
const electricityObjects = patternTable([
  ['0.0.*', 'Electricity identifier {e+1}'],
  ['0.1.0', 'Billing period counter'],
  ['0.1.2', 'Time of the last billing reset'],
  ['0.2.0', 'Active firmware'],
  ['0.2.8', 'Signature of the active firmware'],
  ['0.3.*', 'Pulse constant {e}'],
  ['0.4.2', 'Current transformer ratio'],
  ['0.4.3', 'Voltage transformer ratio'],
  ['0.8.0', 'Demand period'],
  ['0.8.4', 'Load profile 1 period'],
  ['0.8.5', 'Load profile 2 period'],
  ['0.9.1', 'Local time'],
  ['0.9.2', 'Local date'],
  ['81.7.*', 'Angle {e}'],
  ['96.*.*', 'Electricity service entry'],
  ['97.97.*', 'Electricity error register {e}'],
  ['98.1.*', 'Billing profile {e}'],
  ['98.2.*', 'Billing profile, second scheme {e}'],
  ['99.1.*', 'Load profile 1 {e}'],
  ['99.2.*', 'Load profile 2 {e}'],
  ['99.97.*', 'Power failure log {e}'],
  ['99.98.*', 'Event log {e}'],
])

/** What group C measures; energy if integrated over time, else power. */
interface Quantity {
  readonly power: string
  readonly energy: string
}

function same(name: string): Quantity {
  return { power: name, energy: name }
}
function flow(kind: string, where: string, power: string, energy: string): Quantity {
  return {
    power: `${kind} power ${where} (${power})`,
    energy: `${kind} energy ${where} (${energy})`,
  }
}
function quadrant(kind: string, name: string): Quantity {
  return {
    power: `${kind} power quadrant ${name}`,
    energy: `${kind} energy quadrant ${name}`,
  }
}

/** Group C from 1 to 20 for all phases; the same again from 21, 41 and 61 for L1, L2 and L3. */
const quantities: readonly Quantity[] = [
  flow('Active', 'import', 'P+', 'A+'),
  flow('Active', 'export', 'P−', 'A−'),
  flow('Reactive', 'import', 'Q+', 'R+'),
  flow('Reactive', 'export', 'Q−', 'R−'),
  quadrant('Reactive', 'I'),
  quadrant('Reactive', 'II'),
  quadrant('Reactive', 'III'),
  quadrant('Reactive', 'IV'),
  flow('Apparent', 'import', 'S+', 'VA+'),
  flow('Apparent', 'export', 'S−', 'VA−'),
  { power: 'Current', energy: 'Ampere-hours' },
  { power: 'Voltage', energy: 'Volt-hours' },
  same('Power factor'),
  same('Frequency'),
  flow('Active', 'absolute', '|P+| + |P−|', '|A+| + |A−|'),
  flow('Active', 'net', '|P+| − |P−|', '|A+| − |A−|'),
  quadrant('Active', 'I'),
  quadrant('Active', 'II'),
  quadrant('Active', 'III'),
  quadrant('Active', 'IV'),
]

const further: ReadonlyMap<number, Quantity> = new Map([
  [82, same('Pulses')],
  [84, same('Power factor export')],
  [88, same('Ampere-squared hours')],
  [89, same('Volt-squared hours')],
  [90, { power: 'Current, sum of phases', energy: 'Ampere-hours, sum of phases' }],
  [91, { power: 'Current neutral', energy: 'Ampere-hours neutral' }],
  [92, { power: 'Voltage neutral', energy: 'Volt-hours neutral' }],
])

/** What group D makes of the quantity; `true` marks integrals over time. */
const processings: ReadonlyMap<number, readonly [name: string, integral?: true]> = new Map<
  number,
  readonly [string, true?]
>([
  [0, ['billing period average']],
  [1, ['cumulative minimum']],
  [2, ['cumulative maximum']],
  [3, ['minimum']],
  [4, ['current average']],
  [5, ['last average']],
  [6, ['maximum']],
  [7, ['']],
  [8, ['total', true]],
  [9, ['this billing period', true]],
  [10, ['over the threshold', true]],
  [13, ['minimum of period 2']],
  [14, ['current average of period 2']],
  [15, ['last average of period 2']],
  [16, ['maximum of period 2']],
  [23, ['minimum of period 3']],
  [24, ['current average of period 3']],
  [25, ['last average of period 3']],
  [26, ['maximum of period 3']],
  [27, ['current average of load profile 1']],
  [28, ['current average of load profile 2']],
  [29, ['in the interval of load profile 1', true]],
  [30, ['in the interval of load profile 2', true]],
  [31, ['lower limit']],
  [32, ['times under the limit']],
  [33, ['time under the limit']],
  [34, ['magnitude under the limit']],
  [35, ['upper limit']],
  [36, ['times over the limit']],
  [37, ['time over the limit']],
  [38, ['magnitude over the limit']],
  [39, ['outage threshold']],
  [40, ['outages']],
  [41, ['duration of outage']],
  [42, ['magnitude of outage']],
  [55, ['test average']],
  [58, ['test total', true]],
])

/** Every phrase of which such a name is made. */
export function electricityPhrases(): string[] {
  return [
    ...electricityObjects.values(),
    ...[...quantities, ...further.values()].flatMap(({ power, energy }) => [power, energy]),
    ...[...processings.values()].flatMap(([how]) => (how === '' ? [] : [how])),
  ]
}

/** Name of an electricity object, group A = 1 (IEC 62056-6-1, tables of value groups C, D and E for electricity). */
export function electricityName(c: number, d: number, e: number, say: Say): string | undefined {
  const object = findName(electricityObjects, [c, d, e], say)
  if (object !== undefined) return object
  const isPhase = c >= 1 && c <= 80
  const quantity = isPhase ? quantities[(c - 1) % 20] : further.get(c)
  const processing = processings.get(d)
  if (quantity === undefined || processing === undefined) return undefined
  const [how, integral = false] = processing
  const phase = c > 20 && isPhase ? ` L${Math.floor((c - 1) / 20)}` : ''
  return [`${say(integral ? quantity.energy : quantity.power)}${phase}`, say(how), detail(c, d, e, say)]
    .filter(part => part !== '')
    .join(', ')
}

/** Group E: harmonics of currents and voltages that are measured now, tariffs of everything else. */
function detail(c: number, d: number, e: number, say: Say): string {
  if (e === 0) return ''
  const isWave = (c <= 80 && (c % 20 === 11 || c % 20 === 12)) || (c >= 90 && c <= 92)
  if (isWave && e === 124) return say('total harmonic distortion')
  if (!isWave || d !== 7) return numbered(say('tariff {e}'), e)
  return numbered(say('harmonic {e}'), e)
}
