/** Why a node refuses: codes in NACK and in the authenticated NACK. Public is only 10; the others are our choice. */
export const refusals = {
  'message-unknown': 1,
  'table-undefined': 2,
  'row-undefined': 3,
  'access-denied': 4,
  'length-wrong': 5,
  'value-refused': 6,
  busy: 7,
  'answer-too-long': 8,
  'not-authentic': 10,
} as const
export type Refusal = keyof typeof refusals

const names = new Map<number, Refusal>(
  Object.entries(refusals).map(([name, code]) => [code, name as Refusal]),
)

/** The name of a code; `undefined` for codes of other makers. */
export function refusalOf(code: number): Refusal | undefined {
  return names.get(code)
}
