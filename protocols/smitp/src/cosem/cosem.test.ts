import { fromHex, toHex } from '@ferraris/bytes'
import { expect, test } from 'vitest'
import { decodeCosem, encodeCosem, saps } from './cosem.ts'

test('an APDU goes behind server and client', () => {
  const message = { server: saps.management, client: saps.public, apdu: fromHex('c001c1') }
  expect(toHex(encodeCosem(message))).toBe('0110c001c1')
  expect(decodeCosem(fromHex('0110c001c1'))).toEqual(message)
})

test('an APDU that segments cannot carry, and a message without addresses, are refused', () => {
  expect(() => encodeCosem({ server: 1, client: 16, apdu: new Uint8Array(2031) })).toThrow('at most 2030')
  expect(() => decodeCosem(fromHex('01'))).toThrow(/truncated.* at client/)
})
