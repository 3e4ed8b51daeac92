import { knownQuantities } from '../readings/reading-types.ts'

/** What objects that are no quantities stand for (IEC 62056-6-1, 6.2; a number sign stands for any number). */
const abstractObjects: readonly (readonly [pattern: string, name: string])[] = [
  ['0.0.1.0.0.255', 'Clock'],
  ['0.0.10.0.#.255', 'Script table'],
  ['0.0.11.0.#.255', 'Special days'],
  ['0.0.13.0.#.255', 'Activity calendar'],
  ['0.0.15.0.#.255', 'Single action schedule'],
  ['0.0.17.0.#.255', 'Limiter'],
  ['0.#.25.9.0.255', 'Push setup'],
  ['0.0.40.0.#.255', 'Association'],
  ['0.0.41.0.0.255', 'SAP assignment'],
  ['0.0.42.0.0.255', 'Logical device name'],
  ['0.0.43.0.#.255', 'Security setup'],
  ['0.0.43.1.#.255', 'Invocation counter'],
  ['0.0.44.0.#.255', 'Image transfer'],
  ['0.0.94.39.#.255', 'Country-specific object'],
  ['0.0.96.1.#.255', 'Device identifier'],
  ['0.0.96.3.10.255', 'Disconnect control'],
  ['0.0.96.10.#.255', 'Status'],
  ['0.0.96.11.#.255', 'Last event'],
  ['0.0.96.13.#.255', 'Consumer message'],
  ['0.0.96.14.#.255', 'Active tariff'],
  ['0.0.97.97.#.255', 'Error register'],
  ['0.0.97.98.#.255', 'Alarm register'],
  ['0.0.98.#.0.255', 'Billing profile'],
  ['0.0.99.98.#.255', 'Event log'],
  ['1.0.0.2.0.255', 'Active firmware version'],
  ['1.0.0.2.8.255', 'Active firmware signature'],
  ['1.0.14.7.0.255', 'Frequency'],
  ['1.0.99.1.0.255', 'Load profile'],
  ['1.0.99.2.0.255', 'Daily profile'],
]

const patterns = abstractObjects.map(
  ([pattern, name]) =>
    [new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('#', '\\d+')}$`), name] as const,
)
const quantities = new Map(knownQuantities.map(({ obis, name }) => [obis, name]))

/** What an OBIS code stands for, for people; the code itself when it is a maker's own. */
export const objectName = (obis: string): string =>
  quantities.get(obis) ?? patterns.find(([pattern]) => pattern.test(obis))?.[1] ?? obis
