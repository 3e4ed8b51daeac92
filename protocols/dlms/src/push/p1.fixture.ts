import { concat, fromHex } from '@ferraris/bytes'
import { SuiteKeys } from '../security/keys/suite-keys.ts'

/** Keys as in Luxembourg, where the authentication key is public. */
export const p1Keys = {
  guek: '000102030405060708090a0b0c0d0e0f',
  gak: '00112233445566778899aabbccddeeff',
} as const
export const p1Title = fromHex('5341473500000001')

const lines = [
  '/SAG5SAG-METER',
  '',
  '1-3:0.2.8(42)',
  '0-0:1.0.0(261121081500W)',
  '0-0:42.0.0(53414735303030303030303030303031)',
  '1-0:1.8.0(001234.567*kWh)',
  '1-0:32.7.0(229*V)',
  '0-1:24.2.1(261121080000W)(00012.345*m3)',
  '!',
]

/** A telegram of port P1 with its check sum. */
export const p1Text = `${lines.join('\r\n')}3E55\r\n`

/** The same inside general-glo-ciphering. */
export function cipheredP1(): Uint8Array {
  const plain = Uint8Array.from(p1Text, character => character.charCodeAt(0))
  const keys = new SuiteKeys(fromHex(p1Keys.guek), fromHex(p1Keys.gak))
  const octets = keys.protect(0x30, p1Title, 7, plain)
  return concat(
    Uint8Array.of(0xdb, 8),
    p1Title,
    Uint8Array.of(0x82, octets.length >> 8, octets.length & 0xff),
    octets,
  )
}
