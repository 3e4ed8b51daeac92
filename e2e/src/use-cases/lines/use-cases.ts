import { annexA } from './annex-a.ts'
import { architecture } from './architecture.ts'
import { further } from './further.ts'
import type { UseCaseGroup } from './use-case.ts'

/** Every use case that the system is measured by, in the order of its report. */
export const useCaseGroups: readonly UseCaseGroup[] = [...annexA, ...architecture, ...further]

export const useCases = new Map(useCaseGroups.flatMap(({ lines }) => lines))

/** Lines that have no test of their own: such a line passes when all others pass whose numbers begin so. */
export const joinedLines: ReadonlyMap<string, readonly string[]> = new Map([
  ['F1', ['1.']],
  ['F2', ['2.', 'UC10-', 'SEQ-']],
  ['F3', ['3.']],
  ['F4', ['4.']],
  ['F5', ['5.b', '6.', 'BY-8']],
  ['F6', ['2.c', '6.', 'CH2-']],
  ['MM-8', ['IF-G2']],
])
