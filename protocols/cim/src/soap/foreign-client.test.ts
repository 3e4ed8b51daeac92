import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { createClientAsync, WSSecurity } from 'soap'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  decodeSoap,
  encodeSoap,
  encodeSoapFault,
  genericWsdl,
  replyTo,
  type SoapContent,
  typedWsdl,
} from '../index.ts'

/** What the service got last, with the action that HTTP named. */
let last: { readonly action: string; readonly content: SoapContent }
let address = ''

/** Answers every order but those that ask for a fault, as the head-end's door would. */
const service = createServer(async (request, response) => {
  const { url = '' } = request
  if (request.method === 'GET') {
    const settings = { address, version: url.includes('1.2') ? '1.2' : '1.1', year: '2011' } as const
    response.end(url.includes('generic') ? genericWsdl(settings) : typedWsdl('EndDeviceControls', settings))
    return
  }
  const content = decodeSoap(await buffer(request))
  last = { action: actionOf(request), content }
  if (content.kind !== 'message' || content.message.kind !== 'request') throw new Error('is no request')
  const { version, message } = content
  response.setHeader('content-type', 'text/xml; charset=utf-8')
  if (message.Header.Comment !== 'fail') {
    const answer = replyTo(
      message,
      { Result: 'OK', Error: [{ code: '0.0' }] },
      { messageId: 'r-1', timestamp: 0 },
    )
    response.end(encodeSoap(answer, { version }))
    return
  }
  response.statusCode = 500
  const fault = {
    kind: 'fault',
    form: message.form,
    year: message.year,
    noun: 'EndDeviceControls',
    Reply: { Result: 'FAILED', Error: [{ code: '2.4', details: 'there is no such meter' }] },
  } as const
  response.end(encodeSoapFault('sender', 'there is no such meter', fault, { version }))
})

function actionOf({ headers }: IncomingMessage): string {
  const told = headers.soapaction ?? /action="([^"]*)"/.exec(headers['content-type'] ?? '')?.[1]
  return String(told).replaceAll('"', '')
}

beforeAll(async () => {
  await new Promise<void>(resolve => service.listen(0, '127.0.0.1', resolve))
  address = `http://127.0.0.1:${(service.address() as AddressInfo).port}/cim`
})
afterAll(() => void service.close())

const order = {
  Header: { Verb: 'create', Noun: 'EndDeviceControls', Timestamp: '2026-11-21T10:00:00Z', MessageID: 'm<1' },
  Payload: {
    EndDeviceControls: {
      EndDeviceControl: [
        {
          reason: 'not paid & warned',
          EndDeviceControlType: { attributes: { ref: '3.31.0.23' } },
          EndDevices: [{ Names: [{ name: 'FER1' }] }, { Names: [{ name: 'FER2' }] }],
        },
      ],
    },
  },
}

/** The SOAP client of npm, which knows nothing of us but the description. */
describe.each(['1.1', '1.2'] as const)('a foreign client, SOAP %s', version => {
  function client(form: 'typed' | 'generic') {
    const settings = { disableCache: true, forceSoap12Headers: version === '1.2' }
    return createClientAsync(`${address}/${form}/${version}?wsdl`, settings)
  }

  test('orders in the typed form, as a user, and understands answer and fault', async () => {
    const typed = await client('typed')
    typed.setSecurity(new WSSecurity('mdm', 'secret', { passwordType: 'PasswordDigest', hasNonce: true }))
    const [answer] = await typed.CreateEndDeviceControlsAsync(order)
    expect(answer).toEqual({
      Header: {
        Verb: 'reply',
        Noun: 'EndDeviceControls',
        Timestamp: new Date(0),
        MessageID: 'r-1',
        CorrelationID: 'm<1',
      },
      Reply: { Result: 'OK', Error: [{ code: '0.0' }] },
    })
    expect(last).toMatchObject({
      action: 'http://iec.ch/TC57/2011/EndDeviceControls/CreateEndDeviceControls',
      content: {
        version,
        user: {
          Username: 'mdm',
          Password: { Type: expect.stringMatching(/#PasswordDigest$/) },
          Created: expect.stringMatching(/Z$/),
        },
        message: {
          form: 'typed',
          ignored: [],
          Payload: {
            EndDeviceControls: {
              EndDeviceControl: [
                {
                  reason: 'not paid & warned',
                  EndDeviceControlType: '3.31.0.23',
                  EndDevices: [{ Names: [{ name: 'FER1' }] }, { Names: [{ name: 'FER2' }] }],
                },
              ],
            },
          },
        },
      },
    })
    const failing = { ...order, Header: { ...order.Header, Comment: 'fail' } }
    await expect(typed.CreateEndDeviceControlsAsync(failing)).rejects.toThrow('there is no such meter')
  })

  test('asks through the service of queries', async () => {
    const typed = await client('typed')
    await typed.GetEndDeviceControlsAsync({ Header: { Verb: 'get', Noun: 'EndDeviceControls' }, Request: {} })
    expect(last).toMatchObject({
      action: 'http://iec.ch/TC57/2011/GetEndDeviceControls/GetEndDeviceControls',
      content: { message: { form: 'typed-query' } },
    })
  })

  test('orders in the generic form', async () => {
    const generic = await client('generic')
    const control = '<EndDeviceControl><EndDeviceControlType ref="3.31.0.18"/></EndDeviceControl>'
    const payload = `<EndDeviceControls xmlns="http://iec.ch/TC57/2011/EndDeviceControls#">${control}</EndDeviceControls>`
    await generic.RequestAsync({
      Header: { Verb: 'create', Noun: 'EndDeviceControls' },
      Payload: { $xml: payload },
    })
    expect(last).toMatchObject({
      action: 'http://iec.ch/TC57/2011/Request',
      content: {
        message: {
          form: 'generic',
          Payload: { EndDeviceControls: { EndDeviceControl: [{ EndDeviceControlType: '3.31.0.18' }] } },
        },
      },
    })
  })
})
