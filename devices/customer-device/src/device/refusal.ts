/** Why a telegram is not taken. */
export const refusals = [
  /** It is no frame, or one that the layouts do not know. */
  'protocol-error',
  /** Its meter is not associated with this device. */
  'foreign',
  /** It bears the name of a meter whose keys did not seal it. */
  'forged',
  /** So too, again and again: the keys have changed, or never were the right ones. */
  'wrong-key',
  /** Its counter was used before. */
  'replayed',
  /** A push of another country's meter without the meter's number: it cannot be told from those of others. */
  'unnamed',
] as const
export type Refusal = (typeof refusals)[number]
