/** Bits of the security control byte (IEC 62056-5-3, 5.3.6.2). */
export const securityControl = {
  suite: 0x0f,
  authenticated: 0x10,
  encrypted: 0x20,
  /** Set: the broadcast key protects the APDU; clear: the unicast key. Unused with dedicated keys. */
  broadcastKey: 0x40,
  compressed: 0x80,
} as const

/** How APDUs are protected. */
export interface Protection {
  authenticated: boolean
  encrypted: boolean
}

export const controlByte = ({ authenticated, encrypted }: Protection): number =>
  (authenticated ? securityControl.authenticated : 0) | (encrypted ? securityControl.encrypted : 0)

export const protectionOf = (control: number): Protection => ({
  authenticated: (control & securityControl.authenticated) !== 0,
  encrypted: (control & securityControl.encrypted) !== 0,
})

/** Whether `given` protects at least as much as `wanted`. */
export const satisfies = (given: Protection, wanted: Protection): boolean =>
  (given.authenticated || !wanted.authenticated) && (given.encrypted || !wanted.encrypted)
