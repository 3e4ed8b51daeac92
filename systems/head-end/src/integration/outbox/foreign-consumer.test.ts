import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { messageXml } from '@ferraris/cim'
import { listen } from 'soap'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openTestApp, type TestApp } from '../../testing/test-app.ts'
import { putMessage } from './put.ts'

const namespace = 'http://iec.ch/TC57/2011/schema/message'

/** What the other side says of itself, as its own tools write it: it takes events, one way. */
const description = `<?xml version="1.0"?>
<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/"
  xmlns:xs="http://www.w3.org/2001/XMLSchema" xmlns:m="${namespace}" xmlns:t="urn:consumer" targetNamespace="urn:consumer">
  <types><xs:schema targetNamespace="${namespace}" elementFormDefault="qualified">
    <xs:complexType name="Header"><xs:sequence>
      <xs:element name="Verb" type="xs:string"/><xs:element name="Noun" type="xs:string"/>
      <xs:element name="MessageID" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>
    <xs:element name="EventMessage"><xs:complexType><xs:sequence>
      <xs:element name="Header" type="m:Header"/></xs:sequence></xs:complexType></xs:element>
    <xs:element name="Taken"><xs:complexType/></xs:element></xs:schema></types>
  <message name="Event"><part name="body" element="m:EventMessage"/></message>
  <message name="Taken"><part name="body" element="m:Taken"/></message>
  <portType name="Events"><operation name="take"><input message="t:Event"/><output message="t:Taken"/></operation></portType>
  <binding name="Events" type="t:Events"><soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
    <operation name="take"><soap:operation soapAction="http://iec.ch/TC57/2011/EndDeviceEvents/EventMessage"/>
      <input><soap:body use="literal"/></input><output><soap:body use="literal"/></output></operation></binding>
  <service name="Events"><port name="Events" binding="t:Events"><soap:address location="http://127.0.0.1/cim"/></port></service>
</definitions>`

interface Security {
  readonly UsernameToken?: { readonly Username: string; readonly Password: { readonly $value: string } }
}

let service: TestApp
let http: Server
let token: string
/** Headers of the messages that it has let in, and who was turned away. */
const taken: unknown[] = []
const turnedAway: (string | undefined)[] = []

/** The SOAP server of npm, which knows nothing of us. */
beforeAll(async () => {
  service = await openTestApp()
  token = (await service.parts.people.tokens.issue('tests', 'administrator'))!
  http = createServer((_, response) => response.writeHead(404).end())
  await new Promise<void>(resolve => http.listen(0, '127.0.0.1', resolve))
  const take = ({ Header }: { Header: unknown }) => {
    taken.push(Header)
    return {}
  }
  const server = await new Promise<ReturnType<typeof listen>>((resolve, reject) => {
    const created = listen(http, {
      path: '/cim',
      services: { Events: { Events: { take } } },
      xml: description,
      callback: (error: unknown) => (error ? reject(error) : resolve(created)),
    })
  })
  server.authenticate = ({ UsernameToken: user }: Security) => {
    const isKnown = user?.Username === 'ferraris' && user.Password.$value === 'very-<secret>&1'
    if (!isKnown) turnedAway.push(user?.Username)
    return isKnown
  }
})
afterAll(async () => {
  await new Promise(resolve => http.close(resolve))
  await service.close()
})

async function send(name: string, password: string): Promise<string> {
  const { port } = http.address() as AddressInfo
  const added = await service.app.inject({
    method: 'POST',
    url: '/api/v1/integration/destinations',
    headers: { authorization: `Bearer ${token}` },
    payload: {
      name,
      kind: 'soap',
      url: `http://127.0.0.1:${port}/cim`,
      username: 'ferraris',
      password,
      wsSecurity: true,
    },
  })
  expect(added.statusCode).toBe(201)
  const header = { Verb: 'created', Noun: 'EndDeviceEvents', MessageID: `to-${name}` } as const
  const message = {
    destination: name,
    source: 'ferraris',
    messageId: `to-${name}`,
    correlationId: null,
    root: 'EventMessage',
    verb: 'created',
    noun: 'EndDeviceEvents',
    xml: messageXml({ kind: 'event', form: 'generic', year: '2011', Header: header }),
  } as const
  await putMessage(service.parts.db, message, service.clock.now)
  await service.parts.integration.outbox.send()
  const { state } = await service.parts.db
    .selectFrom('integration_message')
    .select('state')
    .where('message_id', '=', `to-${name}`)
    .executeTakeFirstOrThrow()
  return state
}

test('a foreign server knows us by the UsernameToken of WS-Security, and takes what we tell', async () => {
  expect(await send('mdm', 'very-<secret>&1')).toBe('delivered')
  expect(taken).toMatchObject([{ Verb: 'created', Noun: 'EndDeviceEvents', MessageID: 'to-mdm' }])
})

test('one that turns us away has not got the message, and it is not lost', async () => {
  const state = await send('other', 'wrong')
  expect([turnedAway, taken]).toEqual([['ferraris'], [expect.anything()]])
  expect(['waiting', 'dead']).toContain(state)
})
