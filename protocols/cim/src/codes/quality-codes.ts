import { type Quality, quality } from '@ferraris/metering'
import { CimError } from '../cim-error.ts'
import { type KnownCode, seen, sure } from './certainty.ts'

/** What is known about a value, as system, category and index (IEC 61968-9, annex D). */
export const qualityCodes: ReadonlyMap<Quality, KnownCode> = new Map([
  [quality.valid, sure('3.0.0')],
  [quality.missing, seen('2.5.259')],
  [quality.estimated, sure('3.8.0')],
  [quality.suspect, seen('1.10.0')],
  [quality.powerOff, seen('1.2.32')],
  [quality.clockAdjusted, seen('1.4.9')],
  [quality.edited, sure('3.7.0')],
])

const byCode = new Map([...qualityCodes].map(([known, { code }]) => [code, known]))

/** By category, where the code itself is not in the table: who found it, and its index, say less. */
const byCategory: Readonly<Record<number, Quality>> = {
  0: quality.valid,
  1: quality.suspect,
  3: quality.suspect,
  4: quality.suspect,
  5: quality.suspect,
  6: quality.suspect,
  7: quality.edited,
  8: quality.estimated,
  10: quality.suspect,
  11: quality.valid,
  12: quality.estimated,
}

/** The quality that a code stands for. Throws CimError for text that is no such code. */
export function qualityOf(code: string): Quality {
  const [, category] = /^\d{1,2}\.(\d{1,2})\.\d{1,5}$/.exec(code) ?? []
  if (category === undefined) {
    throw new CimError('code-invalid', `"${code.slice(0, 40)}" is no quality of three numbers`)
  }
  return byCode.get(code) ?? byCategory[Number(category)] ?? quality.suspect
}
