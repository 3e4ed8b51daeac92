import type { Aca } from '@ferraris/smitp/mac'
import { type HostAndPort, placeText } from '../media/tcp.ts'

/** How a client authenticates; the secrets for it never stand in the URI. */
export const uriAuthentications = ['none', 'low', 'md5', 'sha1', 'gmac', 'sha256', 'ecdsa'] as const
export type UriAuthentication = (typeof uriAuthentications)[number]

/**
 * How APDUs are ciphered: with tags of each service (`glo`, `ded` with a dedicated key), with general-glo- or
 * general-ded-ciphering, or with general-ciphering, under keys that both ends agree on.
 */
export const uriCipherings = ['glo', 'ded', 'general-glo', 'general-ded', 'general-ciphering'] as const
export type UriCiphering = (typeof uriCipherings)[number]

/** What a serial port is set to. */
export interface SerialSettings {
  readonly baud: number
  readonly bits: 7 | 8
  readonly parity: 'none' | 'even' | 'odd'
  readonly stop: 1 | 2
}

/** The medium a meter is reached through. */
export type UriMedium =
  | ({ readonly medium: 'tcp' | 'udp' | 'tls' } & HostAndPort)
  | ({ readonly medium: 'serial'; readonly path: string } & SerialSettings)

/** A meter behind a gateway. */
export interface UriGateway {
  readonly networkId: number
  readonly physicalDevice: Uint8Array
}

/** What wraps an APDU, and between which addresses. */
export interface UriAddressing {
  readonly framing: 'wrapper' | 'hdlc' | 'smitp'
  /** Service access point of the client: its wrapper port, or its HDLC address. */
  readonly client: number
  /** The logical device: wrapper port, or upper HDLC address. */
  readonly server: number
  /** SMITP: the meter's address, 12 hex digits. */
  readonly aca?: Aca
  /** HDLC: the meter on a shared serial line, its lower address. */
  readonly physical?: number
  /** HDLC: octets of the server address, where a meter wants more than its numbers need. */
  readonly addressOctets?: 1 | 2 | 4
  /** HDLC: longest information field to propose, default 128. */
  readonly info?: number
  /** HDLC: frames on their way at once to propose, default 1. */
  readonly window?: number
  /** HDLC: SNRM without parameters, for old meters that know no others than the defaults. */
  readonly snrm?: 'empty'
  /** HDLC: how the meter is woken. */
  readonly opening?: 'mode-e'
  /** The meter that an opening wakes, where several share a line. */
  readonly openingAddress?: string
  /** The highest speed to go on with after an opening, where a line or head carries less than the meter offers. */
  readonly openingBaud?: number
  readonly gateway?: UriGateway
}

/** How objects are named: by class and logical name, or by the numbers of older meters. */
export const uriReferencings = ['ln', 'sn'] as const
type UriReferencing = (typeof uriReferencings)[number]

export interface UriSecurity {
  readonly auth: UriAuthentication
  /** Default `ln`. */
  readonly referencing?: UriReferencing
  /** Security suite, default 0. */
  readonly suite?: 0 | 1 | 2
  /** Default `glo`. */
  readonly ciphering?: UriCiphering
  /** Serial number, by which keys are found. */
  readonly device?: string
}

/** Where a meter is, with client and server addresses: a meter URI without its security. */
export type MeterPlace = UriMedium & UriAddressing

/** Where a meter is reached and as which client, for example `dlms+tcp://10.1.2.3:4059?client=2&server=1&auth=gmac`. */
export type MeterUri = MeterPlace & UriSecurity

/** Where a meter is, in short, as messages name it: `10.1.2.3:4059`, `/dev/ttyUSB0`. */
export function describePlace(place: UriMedium): string {
  return place.medium === 'serial' ? place.path : placeText(place)
}
