import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { natsIsHere, natsServer, rabbitMqIsHere, rabbitMqServer } from '@ferraris/testing/brokers'
import { concentratorCertificate } from '@ferraris/testing/certificates'
import { describe, expect, onTestFinished, test } from 'vitest'
import { mosquittoBroker, mosquittoIsHere, type TestBroker } from '../mqtt/brokers.fixture.ts'
import { type LinkPlace, openMessageLink, takeMessages } from './index.ts'

interface Kind {
  readonly kind: 'mqtt' | 'amqp' | 'nats'
  readonly isHere: boolean
  readonly start: () => Promise<TestBroker>
  readonly address: string
  readonly credentials?: Partial<LinkPlace>
}

const kinds: readonly Kind[] = [
  {
    kind: 'mqtt',
    isHere: mosquittoIsHere,
    start: () => mosquittoBroker(undefined, { tls: true }),
    address: 'cim/out',
  },
  {
    kind: 'amqp',
    isHere: rabbitMqIsHere,
    start: () => rabbitMqServer({ tls: true }),
    address: '/queue/cim.out',
    credentials: { username: 'guest', password: 'guest' },
  },
  { kind: 'nats', isHere: natsIsHere, start: () => natsServer('cim.>', { tls: true }), address: 'cim.out' },
]

function message(body: string) {
  return { body, id: randomUUID(), contentType: 'application/xml' }
}
/** A broker of one test: it ends with the test, also with one that has taken too long. */
async function begun<T extends TestBroker>(starting: Promise<T>): Promise<T> {
  onTestFinished(async () => await (await starting).remove())
  return await starting
}
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise(resolve => setTimeout(resolve, 10))
}

describe.each(kinds)('over $kind by TLS', ({ kind, isHere, start, address, credentials }) => {
  test.skipIf(!isHere)(
    `messages are kept while nobody takes them, come again until they are kept, and wait for a broker that is away${isHere ? '' : ' (the broker is not installed)'}`,
    async () => {
      const broker = await begun(start())
      const unknown: LinkPlace = { kind, url: broker.url, address, ...credentials }
      const place: LinkPlace = { ...unknown, tls: concentratorCertificate }
      // A broker whose authority we do not know, and one that asks for a certificate that we do not show.
      for (const tls of [undefined, { ca: concentratorCertificate.ca }]) {
        const stranger = openMessageLink({ ...unknown, tls }, `stranger-${randomUUID()}`)
        await expect(stranger.send(message('<secret/>'))).rejects.toMatchObject({ layer: 'message' })
        await stranger.close()
      }
      const link = openMessageLink(place, `sender-${randomUUID()}`)
      const taken: string[] = []
      let refuse = 1
      const take = async (body: Uint8Array) => {
        if (refuse-- > 0) throw new Error('the store is away')
        taken.push(Buffer.from(body).toString())
      }
      let state = ''
      const onState = (now: string) => {
        state = now
      }
      const intake = () => takeMessages(place, { address, name: 'ferraris-mdm', take, onState })
      // The session at the broker begins with the first connection.
      const first = intake()
      await until(() => state === 'up')
      await first.close()

      await link.send(message('<one/>'))
      const second = intake()
      await until(() => taken.length === 1)
      expect(taken).toEqual(['<one/>'])

      await broker.stop()
      await expect(link.send(message('<lost/>'))).rejects.toMatchObject({
        layer: 'message',
        culprit: 'transport',
      })
      await broker.start()
      for (let sent = false; !sent; )
        sent = await link.send(message('<two/>')).then(
          () => true,
          () => new Promise(resolve => setTimeout(() => resolve(false), 200)),
        )
      await until(() => taken.includes('<two/>'))
      await second.close()
      await link.close()
    },
  )
})

test.skipIf(!natsIsHere)('a subject that no stream has is told as such', async () => {
  const broker = await begun(natsServer())
  const link = openMessageLink({ kind: 'nats', url: broker.url, address: 'nobody.there' }, 'x')
  await expect(link.send(message('<a/>'))).rejects.toMatchObject({ code: 'no-such-address' })
  await link.close()
})

test.skipIf(!rabbitMqIsHere)('a wrong password is told as such, and is not repeated', async () => {
  const broker = await begun(rabbitMqServer())
  const place = { kind: 'amqp', url: broker.url, address: '/queue/q', username: 'guest' } as const
  const link = openMessageLink({ ...place, password: 'very-secret' }, 'x')
  const error = await link.send(message('<a/>')).catch(error => error)
  expect(error).toMatchObject({ code: 'not-admitted' })
  expect(JSON.stringify(error) + error.message).not.toContain('very-secret')
  await link.close()
})

describe('over HTTP', () => {
  async function answering(reply: (request: IncomingMessage, response: ServerResponse) => void) {
    const server = createServer((request, response) => {
      request.resume().on('end', () => reply(request, response))
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cim`
    return { url, close: () => new Promise(resolve => server.close(resolve)) }
  }

  test('the answer of the other end comes back, and credentials go along', async () => {
    const seen: unknown[] = []
    const server = await answering((request, response) => {
      seen.push([request.headers.authorization, request.headers.soapaction, request.headers['content-type']])
      response.end('<answer/>')
    })
    const link = openMessageLink({ kind: 'soap', url: server.url, username: 'u', password: 'p' }, 'x')
    const sent = { ...message('<a/>'), contentType: 'text/xml', soapAction: 'urn:a' }
    expect(await link.send(sent)).toBe('<answer/>')
    expect(seen).toEqual([['Basic dTpw', '"urn:a"', 'text/xml; charset=utf-8']])
    await server.close()
  })

  test.each([
    [503, '', 'busy'],
    [401, '', 'not-admitted'],
    [400, '<why>no such noun</why>', 'refused'],
    [500, '<e:Fault><faultcode>soap:Client</faultcode></e:Fault>', 'refused'],
    [500, '<e:Fault><faultcode>soap:Server</faultcode></e:Fault>', 'failed'],
    [302, '', 'failed'],
  ])('status %i %s means %s', async (status, body, code) => {
    const server = await answering((_, response) => response.writeHead(status).end(body))
    const link = openMessageLink({ kind: 'http', url: server.url }, 'x')
    await expect(link.send(message('<a/>'))).rejects.toMatchObject({ code })
    await server.close()
    await expect(link.send(message('<a/>'))).rejects.toMatchObject({ code: 'away' })
  })
})

test.each([
  ['http', 'http://mdm.example/cim', 'tls-required'],
  ['amqp', 'amqp://broker.example', 'tls-required'],
  ['http', 'https://user:secret@mdm.example/', 'url-invalid'],
  ['nats', 'https://mdm.example/', 'url-invalid'],
  ['mqtt', 'no url', 'url-invalid'],
] as const)('a place of kind %s at %s is refused: %s', (kind, url, code) => {
  expect(() => openMessageLink({ kind, url }, 'x')).toThrow(expect.objectContaining({ code }))
})
