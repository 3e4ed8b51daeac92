import { at } from '@ferraris/bytes'
/**
 * Disciplines: what kind of exchange a frame belongs to, how long its answer may be and in how many slots answers may
 * come. The name says it: S send without reply, RA request and response, RB with a B-node, RC many answers in slots.
 */
export const disciplines = {
  S: { code: 0, maxResponse: 0, slots: 0 },
  RA1: { code: 2, maxResponse: 20, slots: 0 },
  RA2: { code: 3, maxResponse: 40, slots: 0 },
  RA3: { code: 4, maxResponse: 60, slots: 0 },
  RA4: { code: 5, maxResponse: 80, slots: 0 },
  RA5: { code: 6, maxResponse: 100, slots: 0 },
  RA6: { code: 7, maxResponse: 120, slots: 0 },
  RA7: { code: 8, maxResponse: 140, slots: 0 },
  RB1: { code: 9, maxResponse: 20, slots: 0 },
  RB2: { code: 10, maxResponse: 30, slots: 0 },
  RB3: { code: 11, maxResponse: 50, slots: 0 },
  RC1: { code: 12, maxResponse: 90, slots: 8 },
  RC2: { code: 13, maxResponse: 90, slots: 16 },
  RC3: { code: 14, maxResponse: 90, slots: 32 },
  RC4: { code: 15, maxResponse: 90, slots: 64 },
} as const satisfies Record<string, DisciplineProperties>

interface DisciplineProperties {
  /** Bits 4 to 7 of CTL. */
  readonly code: number
  /** Longest LSDU of a response, octets; 0 where none is wanted. */
  readonly maxResponse: number
  /** Slots in which answers may come; 0 where there is at most one answer, at once. */
  readonly slots: number
}

export type Discipline = keyof typeof disciplines

const names = Object.keys(disciplines) as Discipline[]
const byCode: readonly Discipline[] = Array.from(
  { length: 16 },
  // Code 1 is class S, too.
  (_, code) => names.find(name => disciplines[name].code === code) ?? 'S',
)

/** The discipline of a nibble of CTL. */
export function disciplineOf(code: number): Discipline {
  return at(byCode, code & 0xf)
}

/** The shortest RA discipline that holds an answer of so many octets of LSDU. */
export function answerDiscipline(length: number): Discipline {
  return names.find(name => name.startsWith('RA') && disciplines[name].maxResponse >= length) ?? 'RA7'
}
