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
  readonly authenticated: boolean
  readonly encrypted: boolean
  /** Digitally signed, in suites 1 and 2. */
  readonly signed?: boolean
}

export const unprotected: Protection = { authenticated: false, encrypted: false }

export function controlByte({ authenticated, encrypted }: Protection): number {
  return (authenticated ? securityControl.authenticated : 0) | (encrypted ? securityControl.encrypted : 0)
}

export function protectionOf(control: number): Protection {
  return {
    authenticated: (control & securityControl.authenticated) !== 0,
    encrypted: (control & securityControl.encrypted) !== 0,
  }
}

/** Whether `given` protects at least as much as `wanted`. */
export function satisfies(given: Protection, wanted: Protection): boolean {
  return (
    (given.authenticated || !wanted.authenticated) &&
    (given.encrypted || !wanted.encrypted) &&
    (given.signed === true || wanted.signed !== true)
  )
}

/** As much protection as the two together ask for. */
export function stronger(a: Protection, b: Protection): Protection {
  return {
    authenticated: a.authenticated || b.authenticated,
    encrypted: a.encrypted || b.encrypted,
    signed: a.signed === true || b.signed === true,
  }
}

/** Whether ciphering has anything to do. */
export function isCiphering({ authenticated, encrypted }: Protection): boolean {
  return authenticated || encrypted
}
