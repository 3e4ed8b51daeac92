import { CimError } from '../cim-error.ts'

/** The 18 numbers of a reading type, in their order (IEC 61968-9, annex C). Places 13 and 14 are seen as 0 only. */
export const readingTypeFields = [
  'macroPeriod',
  'aggregate',
  'measuringPeriod',
  'accumulation',
  'flowDirection',
  'commodity',
  'measurementKind',
  'interharmonicNumerator',
  'interharmonicDenominator',
  'argumentNumerator',
  'argumentDenominator',
  'tou',
  'cpp',
  'consumptionTier',
  'phases',
  'multiplier',
  'unit',
  'currency',
] as const

export type ReadingType = Readonly<Record<(typeof readingTypeFields)[number], number>>

/** What is not given is 0: does not apply. */
export function formatReadingType(type: Partial<ReadingType>): string {
  return readingTypeFields.map(field => type[field] ?? 0).join('.')
}

/** Throws CimError for text that is no reading type. */
export function parseReadingType(text: string): ReadingType {
  const numbers = text.split('.')
  if (numbers.length !== readingTypeFields.length || !numbers.every(one => /^-?\d{1,5}$/.test(one))) {
    throw new CimError('code-invalid', `"${text.slice(0, 100)}" is no reading type of 18 numbers`)
  }
  const pairs = readingTypeFields.map((field, i) => [field, Number(numbers[i])])
  return Object.fromEntries(pairs) as Record<(typeof readingTypeFields)[number], number>
}
