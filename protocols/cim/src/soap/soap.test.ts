import { XmlDocument } from 'libxml2-wasm'
import { describe, expect, test } from 'vitest'
import { golden } from '../golden/golden.fixture.ts'
import {
  CimError,
  decodeMessage,
  decodeSoap,
  encodeSoap,
  encodeSoapFault,
  genericWsdl,
  type Noun,
  nounInfo,
  replyTo,
  soapAction,
  soapContentType,
  typedWsdl,
} from '../index.ts'

const order = decodeMessage(golden('create-end-device-controls'))
const stamp = { messageId: 'r-1', timestamp: Date.UTC(2026, 10, 21, 10, 0, 1), source: 'HES' }

function text(octets: Uint8Array): string {
  return new TextDecoder().decode(octets)
}

describe.each(['1.1', '1.2'] as const)('SOAP %s', version => {
  test('a message comes back out of its envelope, with the user that sends it', () => {
    const octets = encodeSoap(order, { version, user: { name: 'mdm', password: 'a<b' } })
    expect(decodeSoap(octets, { strict: true })).toEqual({
      version,
      kind: 'message',
      message: order,
      user: {
        Username: 'mdm',
        Password: {
          value: 'a<b',
          Type: expect.stringMatching(/#PasswordText$/),
        },
      },
    })
  })

  test('a fault tells code, reason, and a message of the standard', () => {
    const fault = {
      kind: 'fault',
      form: 'typed',
      year: '2011',
      noun: 'EndDeviceControls',
      Reply: { Result: 'FAILED', Error: [{ code: '2.4', level: 'FATAL', details: 'no such meter' }] },
    } as const
    const octets = encodeSoapFault('sender', 'no meter <X>\u0000', fault, { version })
    expect(decodeSoap(octets, { strict: true })).toEqual({
      version,
      user: undefined,
      kind: 'fault',
      fault: {
        code: version === '1.1' ? 'Client' : 'Sender',
        reason: 'no meter <X>\ufffd',
        message: { ...fault, ignored: [] },
      },
    })
  })
})

test('an envelope of an unknown version, with no message or with two is refused', () => {
  const soap = text(encodeSoap(order, { version: '1.1' }))
  const body = /<soap:Body>(.*)<\/soap:Body>/s.exec(soap)![1]!
  function refused(xml: string) {
    try {
      decodeSoap(new TextEncoder().encode(xml))
    } catch (error) {
      expect(error).toBeInstanceOf(CimError)
      return (error as CimError).code
    }
    return 'taken'
  }
  expect(refused(soap)).toBe('taken')
  expect(refused(soap.replace('/soap/envelope/', '/soap/other/'))).toBe('root-unknown')
  expect(refused(soap.replace(body, ''))).toBe('root-unknown')
  expect(refused(soap.replace(body, body + body))).toBe('element-repeated')
  expect(refused(soap.replace(body, body + body.replaceAll('CreateEnd', 'ChangeEnd')))).toBe('root-unknown')
  expect(refused(soap.replace(/<soap:Body>.*<\/soap:Body>/s, ''))).toBe('element-missing')
})

test('the answer to a message has its form, its edition and an identifier that finds it', () => {
  if (order.kind !== 'request') throw new Error('it is a request')
  const answer = replyTo(order, { Result: 'OK', Error: [{ code: '0.0' }] }, stamp)
  expect(answer).toMatchObject({
    kind: 'response',
    form: 'typed',
    Header: { CorrelationID: 'c-1', MessageID: 'r-1' },
  })
  const byMessage = replyTo(order, { Result: 'OK' }, stamp, undefined, 'MessageID')
  expect(byMessage.Header.CorrelationID).toBe('m-1')
  expect(decodeSoap(encodeSoap(answer, { version: '1.1' }), { strict: true })).toMatchObject({
    message: { kind: 'response' },
  })
})

test('actions and content types are those of the services', () => {
  expect(soapAction(order, 'EndDeviceControls')).toBe(
    'http://iec.ch/TC57/2011/EndDeviceControls/CreateEndDeviceControls',
  )
  expect(soapAction({ ...order, form: 'generic' }, undefined)).toBe('http://iec.ch/TC57/2011/Request')
  expect(soapContentType('1.2', 'a')).toBe('application/soap+xml; charset=utf-8; action="a"')
})

const settings = { address: 'https://hes.example/cim?a&b', version: '1.1', year: '2011' } as const

test.each(Object.keys(nounInfo) as Noun[])(
  'the service of %s is well-formed, and what it names is in it',
  noun => {
    const wsdl = typedWsdl(noun, settings)
    XmlDocument.fromString(wsdl).dispose()
    const elements = [...wsdl.matchAll(/element="(typed|query):(\w+)"/g)].map(([, , name]) => name!)
    expect(elements.length).toBeGreaterThan(3)
    for (const name of elements) expect(wsdl).toContain(`<xs:element name="${name}">`)
    const messages = new Set([...wsdl.matchAll(/<wsdl:message name="(\w+)"/g)].map(([, name]) => name))
    for (const [, name] of wsdl.matchAll(/message="tns:(\w+)"/g)) expect(messages).toContain(name)
  },
)

test('the generic service takes requests, events and late answers', () => {
  const wsdl = genericWsdl({ ...settings, version: '1.2' })
  XmlDocument.fromString(wsdl).dispose()
  expect([...wsdl.matchAll(/soapAction="([^"]+)"/g)].map(([, action]) => action)).toEqual([
    'http://iec.ch/TC57/2011/Request',
    'http://iec.ch/TC57/2011/Publish',
    'http://iec.ch/TC57/2011/Reply',
  ])
  expect(wsdl).toContain('location="https://hes.example/cim?a&amp;b"')
})
