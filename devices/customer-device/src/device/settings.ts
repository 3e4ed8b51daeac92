import type { LayoutSet, MeterRole } from '@ferraris/chain2'

/** Operating keys of one meter, 16 octets each. */
export interface OperatingKeys {
  readonly encryptionKey: Uint8Array
  readonly authenticationKey: Uint8Array
}

/** A meter that a device knows before it has heard it. */
export interface MeterSettings {
  readonly role: MeterRole
  /** Hex. */
  readonly systemTitle: string
  readonly pod: string
  /** Set at the factory, as in the campaign of 2018; else the meter's association frame brings them. */
  readonly keys?: OperatingKeys
}

export interface DeviceSettings {
  /** As on its plate; its name on the local network and at the platform. */
  readonly id: string
  readonly hardware: string
  readonly firmware: string
  /** Address on the power line, an ACA. */
  readonly address: string
  /** The key that it was made with: opens association frames and nothing else. */
  readonly initialKey: Uint8Array
  readonly timeZone: string
  readonly meters: readonly MeterSettings[]
  /** A licensed layout file in place of ours. */
  readonly layouts?: LayoutSet
}
