/** An emergency that is called to all meters of a line at once. Instants are seconds since 1970. */
export interface EmergencyCall {
  /** When it was called: of two calls a meter takes the later one, and each of them once. */
  readonly issued: number
  /** Meters of this group lower their limit; the others do nothing. */
  readonly group: number
  readonly from: number
  /** How long it lasts; 0 ends it. */
  readonly seconds: number
}

/** One with the signature of the head-end over its statement (Ed25519, 64 octets). */
export interface SignedEmergencyCall extends EmergencyCall {
  readonly signature: Uint8Array
}

/** The longest emergency that can be called. */
export const longestEmergencySeconds = 31 * 86_400

/** What the signature is over, in UTF-8: no other statement of the head-end begins so. */
export function emergencyStatement({ issued, group, from, seconds }: EmergencyCall): string {
  return `ferraris emergency\n${issued}\n${group}\n${from}\n${seconds}`
}
