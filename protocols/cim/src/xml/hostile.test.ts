import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CimError, type DecodeSettings, decodeMessage, defaultLimits } from '../index.ts'

function message(payload: string, header = '<Verb>create</Verb><Noun>EndDeviceControls</Noun>'): string {
  return `<RequestMessage xmlns="http://iec.ch/TC57/2011/schema/message"><Header>${header}</Header><Payload>${payload}</Payload></RequestMessage>`
}
const control =
  '<EndDeviceControls><EndDeviceControl><EndDeviceControlType ref="3.31.0.23"/></EndDeviceControl></EndDeviceControls>'

function refused(xml: string | Uint8Array, settings?: DecodeSettings): CimError {
  try {
    decodeMessage(typeof xml === 'string' ? new TextEncoder().encode(xml) : xml, settings)
  } catch (error) {
    if (error instanceof CimError) return error
    throw error
  }
  throw new Error('was taken')
}

test('a message in any prefix, order and edition is taken; what is unknown is told', () => {
  const xml = `<m:RequestMessage xmlns:m="http://iec.ch/TC57/2017/schema/message" xmlns:e="urn:own">
    <m:Payload><x:EndDeviceControls xmlns:x="urn:x"><x:EndDeviceControl><e:Extra><e:Deep/></e:Extra>
      <x:EndDeviceControlType ref=" 3.31.0.23 "/><x:EndDevices><x:Names><x:name> FER1 </x:name></x:Names></x:EndDevices>
    </x:EndDeviceControl></x:EndDeviceControls></m:Payload>
    <m:Header><m:Noun>EndDeviceControls</m:Noun><m:Verb>create</m:Verb><e:Trace id="1"/></m:Header>
  </m:RequestMessage>`
  expect(decodeMessage(new TextEncoder().encode(xml))).toMatchObject({
    year: '2017',
    form: 'generic',
    ignored: [
      'RequestMessage/Payload/EndDeviceControls/EndDeviceControl[1]/Extra',
      'RequestMessage/Header/Trace',
    ],
    Payload: {
      EndDeviceControls: {
        EndDeviceControl: [
          { EndDeviceControlType: '3.31.0.23', EndDevices: [{ Names: [{ name: 'FER1' }] }] },
        ],
      },
    },
  })
  expect(refused(xml, { strict: true })).toMatchObject({
    code: 'element-unknown',
    path: 'RequestMessage/Payload/EndDeviceControls/EndDeviceControl[1]/Extra',
  })
})

describe('what must not be taken', () => {
  test('document types and entities, whether they point outside or grow', () => {
    const outside = `<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>${message('&x;')}`
    expect(refused(outside)).toMatchObject({ code: 'dtd-refused', detail: expect.stringMatching(/line 1/) })
    const bomb = `<!DOCTYPE r [<!ENTITY a "${'ha'.repeat(1000)}"><!ENTITY b "${'&a;'.repeat(1000)}">]>${message('&b;')}`
    expect(refused(bomb)).toMatchObject({ code: 'dtd-refused' })
    expect(refused(message('&x;'))).toMatchObject({ code: 'entity-refused', path: 'RequestMessage/Payload' })
    expect(refused(message('<!DOCTYPE r>')).code).toBe('xml-invalid')
  })

  test('more of anything than is allowed', () => {
    const deep = message(`${'<a>'.repeat(5000)}${'</a>'.repeat(5000)}`)
    expect(refused(deep)).toMatchObject({ code: 'too-deep', path: 'RequestMessage/Payload' })
    const wide = message(control.replace('</EndDeviceControl>', `</EndDeviceControl>${'<x/>'.repeat(1001)}`))
    expect(refused(wide, { limits: { elements: 1000 } }).code).toBe('too-many-elements')
    expect(refused(message(control), { limits: { octets: 100 } }).code).toBe('too-long')
    const long = message(
      control.replace('<EndDeviceControlType', `<reason>${'x'.repeat(70_000)}</reason><EndDeviceControlType`),
    )
    expect(refused(long)).toMatchObject({ code: 'too-long', path: expect.stringMatching(/\/reason$/) })
    const many = message(`<x/>`.repeat(500) + control)
    expect(decodeMessage(new TextEncoder().encode(many)).ignored).toHaveLength(defaultLimits.ignored)
  })

  test.each([
    ['', 'xml-invalid'],
    ['hello', 'xml-invalid'],
    ['<RequestMessage>', 'xml-invalid'],
    [message(control).replace('</Header>', '</Head>'), 'xml-invalid'],
    [message(control) + message(control), 'xml-invalid'],
    [`${message(control)}<!-- ok --> words`, 'xml-invalid'],
    ['<p:RequestMessage/>', 'xml-invalid'],
    ['<RequestMessage/>', 'element-missing'],
    ['<html/>', 'root-unknown'],
    ['<CreateNonsense/>', 'root-unknown'],
    [message(control, '<Verb>create</Verb>'), 'element-missing'],
    [message(control, '<Verb>make</Verb><Noun>X</Noun>'), 'value-invalid'],
    [message(control, '<Verb>created</Verb><Noun>X</Noun>'), 'contradiction'],
    [message(control, '<Verb>create</Verb><Noun>X</Noun><Noun>Y</Noun>'), 'element-repeated'],
    [
      message(control, '<Verb>create</Verb><Noun>X</Noun><Timestamp>2026-11-21T10:00:00</Timestamp>'),
      'value-invalid',
    ],
    [
      message(control, '<Verb>create</Verb><Noun>X</Noun><Timestamp>2026-02-31T10:00:00Z</Timestamp>'),
      'value-invalid',
    ],
    [message(`words ${control}`), 'value-invalid'],
    [message(control + control), 'element-repeated'],
    [message(control).replaceAll('RequestMessage', 'CreateMeterConfig'), 'contradiction'],
    [message(control).replaceAll('RequestMessage', 'CloseEndDeviceControls'), 'contradiction'],
    [message('<Compressed>AAAA</Compressed>'), 'compressed-invalid'],
  ])('case %#', (xml, code) => {
    const inflate = () => {
      throw new Error('no gzip')
    }
    expect(refused(xml, { inflate }).code).toBe(code)
  })

  test('octets that are not in their encoding, and encodings that nobody needs', () => {
    expect(refused(Uint8Array.of(0x3c, 0x61, 0xff, 0x3e)).code).toBe('encoding-unknown')
    expect(refused(`<?xml version="1.0" encoding="EBCDIC"?>${message(control)}`).code).toBe(
      'encoding-unknown',
    )
  })
})

test('an error tells element, line and column, what is expected, and how far the header went', () => {
  const xml = message(
    control.replace('<EndDeviceControlType', '\n<drProgramLevel>high</drProgramLevel><EndDeviceControlType'),
    '<Verb>create</Verb><Noun>EndDeviceControls</Noun><MessageID>m-9</MessageID>',
  )
  expect(refused(xml)).toMatchObject({
    code: 'value-invalid',
    path: 'RequestMessage/Payload/EndDeviceControls/EndDeviceControl[1]/drProgramLevel',
    offset: xml.indexOf('</drProgramLevel>') + '</drProgramLevel>'.length,
    detail: '"high" is not a whole number below 2 to the power of 53 (line 2, column 37)',
    header: { Verb: 'create', MessageID: 'm-9' },
  })
})

test.each([
  ['utf-8', (text: string) => new TextEncoder().encode(text)],
  ['UTF-8', (text: string) => new TextEncoder().encode(`\ufeff${text}`)],
  ['UTF-16', (text: string) => Uint8Array.from(Buffer.from(`\ufeff${text}`, 'utf16le'))],
  ['UTF-16', (text: string) => Uint8Array.from(Buffer.from(text, 'utf16le'))],
  ['ISO-8859-1', (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'))],
])('%s is read', (encoding, encode) => {
  const xml = `<?xml version="1.0" encoding="${encoding}"?>${message(control, '<Verb>create</Verb><Noun>EndDeviceControls</Noun><Source>Peñalolén</Source>')}`
  expect(decodeMessage(encode(xml))).toMatchObject({ Header: { Source: 'Peñalolén' } })
})

test('times in any zone are the same moment', () => {
  function timeOf(text: string) {
    const xml = message('', `<Verb>create</Verb><Noun>X</Noun><Timestamp>${text}</Timestamp>`)
    const { Header: header } = decodeMessage(new TextEncoder().encode(xml)) as {
      Header: { Timestamp?: number }
    }
    return header.Timestamp
  }
  const ten = Date.UTC(2026, 10, 21, 10)
  expect(timeOf('2026-11-21T10:00:00Z')).toBe(ten)
  expect(timeOf(' 2026-11-21T07:00:00-03:00\n')).toBe(ten)
  expect(timeOf('2026-11-21T10:00:00.1234567+00:00')).toBe(ten + 123)
  expect(timeOf('')).toBeUndefined()
})

test('whatever a text is broken into, only errors that are declared come out', () => {
  const whole = message(control)
  fc.assert(
    fc.property(fc.nat(whole.length), fc.nat(60), fc.string({ maxLength: 6 }), (at, length, put) => {
      const xml = whole.slice(0, at) + put + whole.slice(at + length)
      try {
        decodeMessage(new TextEncoder().encode(xml))
      } catch (error) {
        expect(error).toBeInstanceOf(CimError)
      }
    }),
    { numRuns: 20_000 },
  )
})
