import type { Aca } from '@ferraris/smitp/mac'
import type { ClientCounter, SmitpClientSettings } from '@ferraris/smitp/session'
import type { Frame, LsduChannel } from '@ferraris/transport'

/** The meter under test in METERS AND MORE, and how to reach it. */
export interface SmitpSubject extends SmitpClientSettings {
  /** For people: its URI without secrets. */
  readonly name: string
  /** K1 is known; otherwise what takes it is inapplicable. */
  readonly mayWrite: boolean
  /** The counter shared with the meter as last kept; undefined of a new one. */
  readonly counter?: ClientCounter | undefined
  /** Keeps a counter for good; nothing is sent before. */
  keep(counter: ClientCounter): void | Promise<void>
  /** Opens a fresh way to whatever has this address at the meter's place. Throws TransportError. */
  openChannel(aca: Aca, onFrame: (frame: Frame) => void): Promise<LsduChannel>
  /** True time, milliseconds since 1970. */
  now(): number
}
