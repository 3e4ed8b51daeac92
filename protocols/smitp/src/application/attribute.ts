/** ATTR codes above this one answer; their authenticated twins lie ten below, those of all others 100 above. */
const lowestAnswer = 249

/** Plain codes that have an authenticated twin. NACKs have one of another form, see security/refusal.ts. */
const twinned = new Set([2, 3, 4, 6, 7, 8, 9, 10, 14, 16, 18, 20, 22, 23, 30, 31, 40, 42, 251, 253])

/** ATTR of the authenticated twin of a plain message; `undefined` where there is none. */
export function authenticatedTwin(attribute: number): number | undefined {
  return twinned.has(attribute) ? (attribute >= lowestAnswer ? attribute - 10 : attribute + 100) : undefined
}

const plain = new Map([...twinned].map(attribute => [authenticatedTwin(attribute), attribute]))

/** ATTR of the plain twin of an authenticated message; `undefined` for all other codes. */
export function plainTwin(attribute: number): number | undefined {
  return plain.get(attribute)
}

/** ATTR of the authenticated NACK of an A-node. */
export const authenticatedNack = 245
