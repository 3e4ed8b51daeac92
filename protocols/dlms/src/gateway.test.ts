import { fromHex, toHex } from '@ferraris/bytes'
import { decode, encode } from '@ferraris/codec'
import { fuzzDecoder } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { type GatewayApdu, gatewayApdu, isGatewayApdu } from './gateway.ts'

const apdu = fromHex('c001c100010000600100ff0200')
const toDevice: GatewayApdu = {
  kind: 'to-device',
  networkId: 1,
  physicalDevice: fromHex('1234567890abcdef'),
  apdu,
}

test('an APDU for a meter behind a gateway stands behind network and address', () => {
  const octets = encode(gatewayApdu, toDevice)
  expect(toHex(octets)).toBe('e601081234567890abcdefc001c100010000600100ff0200')
  expect(isGatewayApdu(octets)).toBe(true)
  expect(isGatewayApdu(apdu)).toBe(false)
  expect(decode(gatewayApdu, octets)).toEqual(toDevice)
})

test('what is no gateway APDU, or ends too early, is refused', () => {
  expect(() => decode(gatewayApdu, apdu)).toThrow('does not begin with octet c0')
  expect(() => decode(gatewayApdu, fromHex('e7010812'))).toThrow('truncated')
  const answer: GatewayApdu = { ...toDevice, kind: 'from-device' }
  const corpus = [toDevice, answer].map(value => encode(gatewayApdu, value))
  const { accepted, refused } = fuzzDecoder(octets => decode(gatewayApdu, octets), corpus)
  expect(accepted).toBeGreaterThan(0)
  expect(refused).toBeGreaterThan(0)
})
