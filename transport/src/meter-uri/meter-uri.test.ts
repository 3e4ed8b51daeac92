import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMeterUri } from './format.ts'
import {
  describePlace,
  type MeterUri,
  uriAuthentications,
  uriCipherings,
  uriReferencings,
} from './meter-uri.ts'
import { MeterUriError } from './meter-uri-error.ts'
import { parseMeterUri } from './parse.ts'
import { parseReadoutUri } from './readout-uri.ts'

const host = fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('::1', 'fe80::1'))
const port = fc.integer({ min: 1, max: 65535 })
function socket<M extends 'tcp' | 'udp'>(medium: M) {
  return fc.record({ medium: fc.constant(medium), host, port })
}
const serial = fc.record({
  medium: fc.constant('serial' as const),
  path: fc.oneof(
    fc.constantFrom('COM3', '/dev/serial/by-id/usb-Prolific_Technology-if00'),
    fc.string({ minLength: 1, unit: 'grapheme' }).map(name => `/dev/${name.replace(/^\.|\//g, '_')}`),
  ),
  baud: fc.integer({ min: 50, max: 4_000_000 }),
  bits: fc.constantFrom(7 as const, 8 as const),
  parity: fc.constantFrom('none' as const, 'even' as const, 'odd' as const),
  stop: fc.constantFrom(1 as const, 2 as const),
})
const gateway = fc.record({
  networkId: fc.nat(255),
  physicalDevice: fc.uint8Array({ minLength: 1, maxLength: 20 }),
})
const wrapper = fc.record(
  { framing: fc.constant('wrapper' as const), client: port, server: port, gateway },
  { requiredKeys: ['framing', 'client', 'server'] },
)
const hdlc = fc
  .record(
    {
      framing: fc.constant('hdlc' as const),
      client: fc.integer({ min: 1, max: 127 }),
      server: fc.integer({ min: 1, max: 127 }),
      physical: fc.nat(127),
      addressOctets: fc.constantFrom(2 as const, 4 as const),
      info: fc.integer({ min: 1, max: 2030 }),
      window: fc.integer({ min: 1, max: 7 }),
      snrm: fc.constant('empty' as const),
      opening: fc.constant('mode-e' as const),
      openingAddress: fc.constantFrom('1', '00012345', 'A b'),
      openingBaud: fc.constantFrom(300 as const, 2400 as const, 19_200 as const),
      gateway,
    },
    { requiredKeys: ['framing', 'client', 'server'] },
  )
  .map(({ openingAddress, openingBaud, ...rest }) =>
    rest.opening === undefined
      ? rest
      : { ...rest, ...(openingAddress && { openingAddress }), ...(openingBaud && { openingBaud }) },
  )
const security = fc.record(
  {
    auth: fc.constantFrom(...uriAuthentications),
    referencing: fc.constantFrom(...uriReferencings),
    suite: fc.constantFrom(0 as const, 1 as const, 2 as const),
    ciphering: fc.constantFrom(...uriCipherings),
    device: fc.string({ minLength: 1, unit: 'grapheme' }),
  },
  { requiredKeys: ['auth'] },
)
const meterUri: fc.Arbitrary<MeterUri> = fc
  .tuple(
    fc.oneof(
      fc.tuple(socket('tcp'), fc.oneof(wrapper, hdlc)),
      fc.tuple(socket('udp'), wrapper),
      fc.tuple(serial, hdlc),
    ),
    security,
  )
  .map(([[medium, addressing], rest]) => ({ ...medium, ...addressing, ...rest }))

describe('a meter URI', () => {
  test('names place, addresses, authentication and device', () => {
    expect(
      parseMeterUri('dlms+tcp://127.0.0.1:20001?client=2&server=1&auth=gmac&device=FER00000001'),
    ).toEqual({
      medium: 'tcp',
      host: '127.0.0.1',
      port: 20001,
      framing: 'wrapper',
      client: 2,
      server: 1,
      auth: 'gmac',
      device: 'FER00000001',
    })
  })

  test('without parameters means the public client at the registered port', () => {
    expect(parseMeterUri('dlms+tcp://meter.example')).toEqual({
      medium: 'tcp',
      host: 'meter.example',
      port: 4059,
      framing: 'wrapper',
      client: 16,
      server: 1,
      auth: 'none',
    })
  })

  test('names a serial port, its line, and the meter on it', () => {
    const uri = parseMeterUri('dlms+serial:///dev/ttyUSB0?parity=even&bits=7&physical=17&address-octets=4')
    expect(uri).toEqual({
      medium: 'serial',
      path: '/dev/ttyUSB0',
      baud: 9600,
      bits: 7,
      parity: 'even',
      stop: 1,
      framing: 'hdlc',
      client: 16,
      server: 1,
      physical: 17,
      addressOctets: 4,
      auth: 'none',
    })
    expect(describePlace(uri)).toBe('/dev/ttyUSB0')
    expect(parseMeterUri('dlms+serial://COM3?opening=mode-e')).toMatchObject({ path: 'COM3', baud: 300 })
  })

  test('names a meter behind a gateway', () => {
    expect(parseMeterUri('dlms+udp://[fd00::7]?gateway=1:00ffAB').gateway).toEqual({
      networkId: 1,
      physicalDevice: Uint8Array.of(0, 0xff, 0xab),
    })
  })

  test('is written so that it reads back the same', () => {
    fc.assert(fc.property(meterUri, uri => void expect(parseMeterUri(formatMeterUri(uri))).toEqual(uri)))
  })

  test.each([
    ['form', 'meter 7', 'write dlms+tcp://'],
    ['form', 'dlms+tcp://host:99999', 'write dlms+tcp://'],
    ['scheme', 'http://host', 'begin with dlms+tcp://'],
    ['scheme', 'smitp+g2:///464500000001?client=2', 'only its concentrator reaches'],
    ['host', 'dlms+tcp://?client=1', 'missing'],
    ['port', 'dlms+tcp://host:0', 'the port the meter listens on'],
    ['user', 'dlms+tcp://me:secret@host', 'key file'],
    ['path', 'dlms+tcp://host/client=1', '?'],
    ['fragment', 'dlms+tcp://host#1', 'leave it out'],
    ['path', 'dlms+serial://', 'dlms+serial:///dev/ttyUSB0'],
    ['path', 'dlms+serial:///dev/%zz', 'percent-encoded'],
    ['framing', 'dlms+tcp://host?framing=slip', 'write wrapper, hdlc'],
    ['framing', 'dlms+serial:///dev/ttyS0?framing=wrapper', 'framing=hdlc'],
    ['framing', 'dlms+udp://host?framing=hdlc', 'framing=wrapper'],
    ['physical', 'dlms+tcp://host?physical=17', 'belongs to framing=hdlc'],
    ['physical', 'dlms+tcp://host?framing=hdlc&address-octets=1&physical=17', 'address-octets=2'],
    ['server', 'dlms+tcp://host?framing=hdlc&address-octets=2&server=128', '1..127'],
    ['client', 'dlms+tcp://host?framing=hdlc&client=128', '1..127'],
    ['info', 'dlms+tcp://host?framing=hdlc&info=2031', '1..2030'],
    ['window', 'dlms+tcp://host?framing=hdlc&window=8', '1..7'],
    ['opening', 'dlms+tcp://host?framing=hdlc&opening=mode-c', 'write mode-e'],
    ['snrm', 'dlms+tcp://host?framing=hdlc&snrm=full', 'write empty'],
    ['opening-baud', 'dlms+serial:///dev/ttyS0?opening-baud=300', 'belongs to opening=mode-e'],
    ['opening-baud', 'dlms+serial:///dev/ttyS0?opening=mode-e&opening-baud=50', 'write 300, 600'],
    ['opening-address', 'dlms+serial:///dev/ttyS0?opening=mode-e&opening-address=a/b', 'at most 32'],
    ['baud', 'dlms+tcp://host?baud=9600', 'belongs to dlms+serial'],
    ['baud', 'dlms+serial:///dev/ttyS0?baud=fast', 'such as 9600'],
    ['bits', 'dlms+serial:///dev/ttyS0?bits=9', 'write 7, 8'],
    ['parity', 'dlms+serial:///dev/ttyS0?parity=mark', 'write none, even, odd'],
    ['gateway', 'dlms+tcp://host?gateway=256:00', 'gateway=1:1234567890abcdef'],
    ['gateway', 'dlms+tcp://host?gateway=1:123', 'gateway=1:1234567890abcdef'],
    ['suite', 'dlms+tcp://host?suite=3', 'write 0, 1, 2'],
    ['ciphering', 'dlms+tcp://host?ciphering=aes', 'general-glo'],
    ['client', 'dlms+tcp://host?client=reader', '1..65535'],
    ['client', 'dlms+tcp://host?client=65536', '1..65535'],
    ['client', 'dlms+tcp://host?client=1&client=2', 'twice'],
    ['server', 'dlms+tcp://host?server=0', '1..65535'],
    ['server', 'dlms+serial:///dev/ttyS0?server=0', '1..16383'],
    ['auth', 'dlms+tcp://host?auth=hls', 'none, low, md5'],
    ['device', 'dlms+tcp://host?device=', 'serial number'],
    ['guek', 'dlms+tcp://host?guek=00', 'no such parameter'],
  ])('names its faulty %s: %s', (parameter, text, advice) => {
    const parse = () => parseMeterUri(text)
    expect(parse).toThrow(MeterUriError)
    expect(parse).toThrow(`meter URI, ${parameter}: `)
    expect(parse).toThrow(advice)
  })

  test.each(['dlms+tcp://me:secret@host', 'dlms+tcp://me:secret@host:99999'])(
    'never repeats a password within it: %#',
    text => {
      expect(() => parseMeterUri(text)).toThrow(/^(?!.*secret@).*$/)
    },
  )
})

test('the URI of a meter that reads itself out names its line, its address and the highest speed', () => {
  expect(parseReadoutUri('iec+tcp://10.1.2.3:4001?opening-address=7&opening-baud=2400')).toEqual({
    medium: 'tcp',
    host: '10.1.2.3',
    port: 4001,
    openingAddress: '7',
    openingBaud: 2400,
  })
  expect(parseReadoutUri('iec+serial:///dev/ttyUSB0')).toMatchObject({ path: '/dev/ttyUSB0', baud: 300 })
  for (const text of ['iec+tcp://10.1.2.3', 'iec+serial://', 'iec+tcp://a:1?client=1', 'iec+tcp://a:1#b'])
    expect(() => parseReadoutUri(text)).toThrow(MeterUriError)
})
