import type { Aca } from '@ferraris/smitp/mac'
import type { HostAndPort } from '../media/tcp.ts'

/** What carries METERS AND MORE to a meter that is reached directly; a serial port has an optical head on it. */
export type SmitpMedium =
  | ({ readonly medium: 'tcp' | 'tls' } & HostAndPort)
  | { readonly medium: 'serial'; readonly path: string }

/** Where a meter is, and its address on every medium. */
export type SmitpPlace = SmitpMedium & { readonly aca: Aca }
