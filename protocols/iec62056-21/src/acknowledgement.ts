import { DecodeError } from '@ferraris/bytes'
import { ack, lineEnd, textOf } from './characters.ts'

/** What a session goes on with, the second character V of the acknowledgement (6.3.3). */
export const protocolCharacters = {
  normal: '0',
  secondary: '1',
  /** Mode E. */
  hdlc: '2',
  /** SMITP on the optical port. Our choice among the reserved characters: the standard's is not public. */
  smitp: '4',
} as const
type Protocol = keyof typeof protocolCharacters

/** The last character Y: read out, programme, or binary. */
const controlCharacters = { readout: '0', programming: '1', binary: '2' } as const
export type Control = keyof typeof controlCharacters

/** The client's choice after the identification: ACK V Z Y. In mode E the meter sends the same back. */
export interface Acknowledgement {
  readonly protocol: Protocol
  /** See `speedOf`. */
  readonly baudCharacter: string
  readonly control: Control
}

export const acknowledgementLength = 6

export function encodeAcknowledgement({ protocol, baudCharacter, control }: Acknowledgement): Uint8Array {
  const text = `${protocolCharacters[protocol]}${baudCharacter}${controlCharacters[control]}${lineEnd}`
  return Uint8Array.from([ack, ...[...text].map(character => character.charCodeAt(0))])
}

/** Throws DecodeError. */
export function decodeAcknowledgement(octets: Uint8Array): Acknowledgement {
  if (octets.length < acknowledgementLength)
    throw new DecodeError(
      'truncated',
      octets.length,
      `truncated: an acknowledgement has ${acknowledgementLength} octets`,
    )
  if (octets.length > acknowledgementLength)
    throw new DecodeError('trailing', acknowledgementLength, 'octets are left over')
  if (octets[0] !== ack) throw new DecodeError('unexpected', 0, `octet ${octets[0]} instead of ACK`)
  const text = textOf(octets)
  if (text.slice(4) !== lineEnd) throw new DecodeError('unexpected', 4, 'no CR LF')
  const protocol = named(protocolCharacters, text.charAt(1), 1)
  const baudCharacter = text.charAt(2)
  if (!/[0-9A-I]/.test(baudCharacter))
    throw new DecodeError('unexpected', 2, `no baud rate character ${JSON.stringify(baudCharacter)}`)
  return { protocol, baudCharacter, control: named(controlCharacters, text.charAt(3), 3) }
}

function named<N extends string>(names: Readonly<Record<N, string>>, character: string, offset: number): N {
  const name = (Object.keys(names) as N[]).find(key => names[key] === character)
  if (name === undefined)
    throw new DecodeError('unexpected', offset, `character ${JSON.stringify(character)} is reserved`)
  return name
}
