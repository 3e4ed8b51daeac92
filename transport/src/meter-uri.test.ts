import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMeterUri, MeterUriError, parseMeterUri } from './meter-uri.ts'

describe('a meter URI', () => {
  test('names place, addresses, authentication and device', () => {
    expect(
      parseMeterUri('dlms+tcp://127.0.0.1:20001?client=2&server=1&auth=gmac&device=FER00000001'),
    ).toEqual({
      host: '127.0.0.1',
      port: 20001,
      client: 2,
      server: 1,
      auth: 'gmac',
      device: 'FER00000001',
    })
  })

  test('without parameters means the public client at the registered port', () => {
    expect(parseMeterUri('dlms+tcp://meter.example')).toEqual({
      host: 'meter.example',
      port: 4059,
      client: 16,
      server: 1,
      auth: 'none',
    })
  })

  test('is written so that it reads back the same', () => {
    const meterUri = fc.record(
      {
        host: fc.oneof(fc.domain(), fc.ipV4(), fc.constantFrom('::1', 'fe80::1')),
        port: fc.integer({ min: 1, max: 65535 }),
        client: fc.integer({ min: 1, max: 65535 }),
        server: fc.integer({ min: 1, max: 65535 }),
        auth: fc.constantFrom('none', 'low', 'gmac'),
        device: fc.string({ minLength: 1, unit: 'grapheme' }),
      },
      { requiredKeys: ['host', 'port', 'client', 'server', 'auth'] },
    )
    fc.assert(fc.property(meterUri, uri => void expect(parseMeterUri(formatMeterUri(uri))).toEqual(uri)))
  })

  test.each([
    ['form', 'meter 7', 'write dlms+tcp://'],
    ['form', 'dlms+tcp://host:99999', 'write dlms+tcp://'],
    ['scheme', 'http://host', 'dlms+tcp'],
    ['scheme', 'smitp+tcp://host', 'not served yet'],
    ['host', 'dlms+tcp://?client=1', 'missing'],
    ['port', 'dlms+tcp://host:0', 'the port the meter listens on'],
    ['user', 'dlms+tcp://me:secret@host', 'key file'],
    ['path', 'dlms+tcp://host/client=1', '?'],
    ['fragment', 'dlms+tcp://host#1', 'leave it out'],
    ['framing', 'dlms+tcp://host?framing=hdlc', 'framing=wrapper'],
    ['client', 'dlms+tcp://host?client=reader', '1..65535'],
    ['client', 'dlms+tcp://host?client=65536', '1..65535'],
    ['client', 'dlms+tcp://host?client=1&client=2', 'twice'],
    ['server', 'dlms+tcp://host?server=0', '1..65535'],
    ['auth', 'dlms+tcp://host?auth=hls', 'none, low, gmac'],
    ['device', 'dlms+tcp://host?device=', 'serial number'],
    ['guek', 'dlms+tcp://host?guek=00', 'no such parameter'],
  ])('names its faulty %s: %s', (parameter, text, advice) => {
    const parse = () => parseMeterUri(text)
    expect(parse).toThrow(MeterUriError)
    expect(parse).toThrow(`meter URI, ${parameter}: `)
    expect(parse).toThrow(advice)
  })

  test.each(['dlms+tcp://me:secret@host', 'dlms+tcp://me:secret@host:99999'])(
    'never repeats a password that someone put into it: %#',
    text => {
      expect(() => parseMeterUri(text)).toThrow(/^(?!.*secret@).*$/)
    },
  )
})
