import { toHex } from '@ferraris/bytes'
import { fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeAcknowledgement, encodeAcknowledgement } from './acknowledgement.ts'
import { baudCharacter, speedOf } from './baud.ts'
import { octetsOf, textOf, withoutParity, withParity } from './characters.ts'
import { decodeIdentification, encodeIdentification, type Identification } from './identification.ts'
import { decodeSignOn, encodeSignOn, isCalled } from './sign-on.ts'

function fault(detail: string, offset: number) {
  return expect.objectContaining({ name: 'DecodeError', detail: expect.stringMatching(detail), offset })
}

describe('the request', () => {
  test('names a device or all of them', () => {
    expect(textOf(encodeSignOn())).toBe('/?!\r\n')
    expect(textOf(encodeSignOn('12345678'))).toBe('/?12345678!\r\n')
    expect(decodeSignOn(octetsOf('/?12345678!\r\n'))).toBe('12345678')
    expect(() => encodeSignOn('12-34')).toThrow('no address')
  })

  test('calls a device also without its leading zeros', () => {
    expect(isCalled('', '00012345')).toBe(true)
    expect(isCalled('12345', '00012345')).toBe(true)
    expect(isCalled('0000012345', '00012345')).toBe(true)
    expect(isCalled('1234', '00012345')).toBe(false)
  })

  test.for([
    ['', 0],
    ['?!', 0],
    ['/!\r\n', 1],
    ['/?12-4!\r\n', 4],
    ['/?12\r\n', 5],
    ['/?12!\n', 5],
    ['/?12!\r\n.', 6],
  ] as const)('that reads %j is refused at character %i', ([text, offset]) => {
    expect(() => decodeSignOn(octetsOf(text))).toThrow(fault('no request', offset))
  })
})

const identification: Identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '2',
  identification: 'FERRARIS1',
}

describe('the identification', () => {
  test('says maker, speed, capabilities and device', () => {
    expect(textOf(encodeIdentification(identification))).toBe('/FER5\\2FERRARIS1\r\n')
    expect(
      decodeIdentification(octetsOf('/LGz5\\2ZMD3104407.B32\r\n'.replace('ZMD3104407.B32', 'ZMD310'))),
    ).toEqual({
      manufacturer: 'LGz',
      baudCharacter: '5',
      capabilities: '2',
      identification: 'ZMD310',
    })
  })

  test('round-trips', () => {
    const letters = fc.string({ unit: fc.constantFrom(...'ABCxyz'), minLength: 3, maxLength: 3 })
    const printable = (maxLength: number) => fc.string({ unit: fc.constantFrom(...'AZaz09 .-+'), maxLength })
    fc.assert(
      fc.property(
        letters,
        fc.constantFrom(...'0123456ABCX'),
        printable(4),
        printable(16),
        (manufacturer, baudCharacter, capabilities, text) => {
          const value = { manufacturer, baudCharacter, capabilities, identification: text }
          expect(decodeIdentification(encodeIdentification(value))).toEqual(value)
        },
      ),
    )
  })

  test.for([
    ['FER5\r\n', 'no identification', 0],
    ['/F1R5\r\n', 'no identification', 2],
    ['/FER5X\n', 'no identification', 6],
    ['/FER512345678901234567\r\n', '17 characters', 5],
  ] as const)('that reads %j is refused', ([text, detail, offset]) => {
    expect(() => decodeIdentification(octetsOf(text))).toThrow(fault(detail, offset))
  })

  test('with what it cannot carry is not made', () => {
    for (const wrong of [
      { manufacturer: 'FE' },
      { identification: 'a/b' },
      { identification: 'x'.repeat(17) },
      { baudCharacter: '' },
    ])
      expect(() => encodeIdentification({ ...identification, ...wrong })).toThrow(RangeError)
  })
})

describe('the acknowledgement', () => {
  const choice = { protocol: 'hdlc', baudCharacter: '5', control: 'binary' } as const

  test('chooses protocol, speed and mode', () => {
    expect(toHex(encodeAcknowledgement(choice), ' ')).toBe('06 32 35 32 0d 0a')
    expect(decodeAcknowledgement(encodeAcknowledgement(choice))).toEqual(choice)
  })

  test.for([
    ['\x06252\r', 'truncated', 5],
    ['\x06252\r\n\r', 'left over', 6],
    ['\x15252\r\n', 'instead of ACK', 0],
    ['\x06952\r\n', 'reserved', 1],
    ['\x062z2\r\n', 'baud rate', 2],
    ['\x06259\r\n', 'reserved', 3],
    ['\x06252\n\r', 'CR LF', 4],
  ] as const)('that reads %j is refused', ([text, detail, offset]) => {
    expect(() => decodeAcknowledgement(octetsOf(text))).toThrow(fault(detail, offset))
  })
})

test('characters stand for speeds, and modes', () => {
  expect(speedOf('0')).toEqual({ mode: 'C', baud: 300 })
  expect(speedOf('6')).toEqual({ mode: 'C', baud: 19200 })
  expect(speedOf('A')).toEqual({ mode: 'B', baud: 600 })
  expect(speedOf('F')).toEqual({ mode: 'B', baud: 19200 })
  expect(speedOf('x')).toEqual({ mode: 'A', baud: 300 })
  expect(baudCharacter(9600)).toBe('5')
  expect(() => baudCharacter(115200)).toThrow(RangeError)
})

test('even parity goes on and off, and one wrong bit is found', () => {
  const octets = octetsOf('/?!\r\n')
  const sent = withParity(octets)
  expect(toHex(sent)).toBe('af3f218d0a')
  expect(withoutParity(sent)).toEqual(octets)
  sent[2]! ^= 4
  expect(() => withoutParity(sent)).toThrow(fault('parity', 2))
})

test('messages broken anyhow let nothing but a DecodeError escape', () => {
  const corpus = [
    encodeSignOn('12'),
    encodeIdentification(identification),
    encodeAcknowledgement({ protocol: 'smitp', baudCharacter: '5', control: 'binary' }),
  ]
  for (const decode of [decodeSignOn, decodeIdentification, decodeAcknowledgement]) {
    const { accepted, refused } = fuzzDecoder(decode, corpus, { runs: 20_000 })
    expect(Math.min(accepted, refused)).toBeGreaterThan(100)
  }
})
