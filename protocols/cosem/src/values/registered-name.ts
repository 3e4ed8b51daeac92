import type { Data } from '../data/data.ts'
import { alsoRead, structure, viewed } from './composites.ts'
import { longUnsigned, octetString, unsigned } from './leaves.ts'
import { ValueError } from './value-error.ts'
import type { ValueType } from './value-type.ts'

/** The registered tree of the DLMS user association: joint-iso-ccitt(2) country(16) 756 organisation(5) DLMS-UA(8). */
const root = [2, 16, 756, 5, 8] as const

const arcs = structure({
  jointIsoCtt: unsigned,
  country: unsigned,
  countryName: longUnsigned,
  identifiedOrganization: unsigned,
  dlmsUa: unsigned,
  kind: unsigned,
  id: unsigned,
})

/**
 * Object identifier as dotted text, `2.16.756.5.8.1.3`. Written as the structure of its seven arcs; read also from an
 * octet-string with the BER content, with or without tag and length in front (both are found in meters).
 */
const objectIdentifier: ValueType<string> = alsoRead(
  viewed(
    arcs,
    (text, path) => {
      const found = text.split('.').map(Number)
      if (found.length !== 7 || !found.every(Number.isInteger))
        throw new ValueError(path, `${text} has not seven arcs`)
      const [jointIsoCtt, country, countryName, identifiedOrganization, dlmsUa, kind, id] = found as Seven
      return { jointIsoCtt, country, countryName, identifiedOrganization, dlmsUa, kind, id }
    },
    arcs => Object.values(arcs).join('.'),
  ),
  'octet-string',
  (value: Data, path: string) => fromBer(octetString.decode(value, path), path),
)

type Seven = [number, number, number, number, number, number, number]

function fromBer(octets: Uint8Array, path: string): string {
  const content = octets[0] === 0x06 && octets[1] === octets.length - 2 ? octets.subarray(2) : octets
  const numbers: number[] = []
  let number = 0
  for (const octet of content) {
    number = number * 128 + (octet & 0x7f)
    if (octet < 0x80) {
      numbers.push(number)
      number = 0
    }
  }
  const first = numbers.shift()
  if (first === undefined) throw new ValueError(path, 'object identifier without content')
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...numbers].join('.')
}

/** A number under one branch of the tree, known by name; other identifiers stay dotted text. */
function registered<const N extends Readonly<Record<string, number>>>(
  kind: number,
  names: N,
): ValueType<(keyof N & string) | (string & {})> {
  const prefix = `${root.join('.')}.${kind}.`
  return viewed(
    objectIdentifier,
    name => (name in names ? `${prefix}${names[name as keyof N]}` : name),
    identifier => Object.keys(names).find(name => `${prefix}${names[name]}` === identifier) ?? identifier,
  )
}

/** Application context names (IEC 62056-5-3, 7.2.2.2). */
export const applicationContextName = registered(1, {
  'logical-name': 1,
  'short-name': 2,
  'logical-name-ciphered': 3,
  'short-name-ciphered': 4,
})

/** Authentication mechanism names (IEC 62056-5-3, 7.2.2.3). */
export const authenticationMechanismName = registered(2, {
  lowest: 0,
  low: 1,
  high: 2,
  'high-md5': 3,
  'high-sha1': 4,
  'high-gmac': 5,
  'high-sha256': 6,
  'high-ecdsa': 7,
})
