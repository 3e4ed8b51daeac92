import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type LinkKind, openMessageLink, Reach, takeMessages } from './index.ts'

const nowhere = new Reach([])
const here = new Reach(['127.0.0.0/8', '::1'])
const message = { body: '<a/>', id: 'x', contentType: 'application/xml' }

describe('without a network that is named', () => {
  test.each([
    '127.0.0.1',
    '127.9.9.9',
    '0.0.0.0',
    '10.1.2.3',
    '100.64.0.1',
    // The metadata of clouds.
    '169.254.169.254',
    'fd00:ec2::254',
    '172.31.255.255',
    '192.168.1.1',
    '198.19.0.1',
    '239.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    // IPv4 in IPv6: mapped, translated, tunnelled.
    '::ffff:127.0.0.1',
    '::ffff:a9fe:a9fe',
    '64:ff9b::7f00:1',
    '2002:7f00:1::',
    'fe80::1',
    'ff02::1',
    // A name that leads inward.
    'localhost',
  ])('%s is refused', async host => {
    await expect(nowhere.addressOf(host)).rejects.toMatchObject({ code: 'inner-network' })
  })

  test.each(['192.0.1.1', '100.128.0.1', '172.32.0.1', '2001:4860:4860::8888'])(
    '%s is not',
    async address => {
      expect((await nowhere.addressOf(address)).address).toBe(address)
    },
  )

  test('a name that leads nowhere is away, which may change', async () => {
    await expect(nowhere.addressOf('no-such-host.invalid')).rejects.toMatchObject({ code: 'away' })
  })
})

test('a network that is named is reached, and no other', async () => {
  const some = new Reach(['10.20.0.0/16', '127.0.0.1'])
  expect((await some.addressOf('10.20.255.1')).address).toBe('10.20.255.1')
  await expect(some.addressOf('10.21.0.1')).rejects.toMatchObject({ code: 'inner-network' })
  await expect(some.addressOf('127.0.0.2')).rejects.toMatchObject({ code: 'inner-network' })
  expect((await some.addressOf('localhost')).address).toBe('127.0.0.1')
})

test.each(['10.0.0.0/33', '10.0.0/8', 'localhost', '', '10.0.0.0/8/8', '10.0.0.0/-1', '::/129'])(
  'the network "%s" is none',
  network => {
    expect(() => new Reach([network])).toThrow(expect.objectContaining({ code: 'url-invalid' }))
  },
)

test.each([
  ['http', 'http://127.0.0.1:1/x'],
  ['soap', 'https://localhost/x'],
  ['mqtt', 'mqtt://127.0.0.1:1'],
  ['amqp', 'amqps://169.254.169.254'],
  ['nats', 'tls://[::ffff:10.0.0.1]'],
  ['smtp', 'smtps://192.168.0.1'],
] as const satisfies readonly (readonly [LinkKind, string])[])(
  'over %s nothing goes to %s',
  async (kind, url) => {
    const link = openMessageLink({ kind, url, address: 'a@b', reach: nowhere }, 'x')
    await expect(link.send(message)).rejects.toMatchObject({ code: 'inner-network' })
    await link.close()
  },
)

test('nothing is taken from there either, and it is told why', async () => {
  const told = Promise.withResolvers<Error | undefined>()
  const intake = takeMessages(
    { kind: 'mqtt', url: 'mqtt://127.0.0.1:1', reach: nowhere },
    { address: 'x', name: 'x', take: async () => {}, onState: (_, error) => told.resolve(error) },
  )
  expect(await told.promise).toMatchObject({ code: 'inner-network' })
  await intake.close()
})

test('a redirect is not followed, wherever it leads', async () => {
  const asked: (string | undefined)[] = []
  const server = createServer((request, response) => {
    asked.push(request.url)
    response.writeHead(307, { location: '/secret' }).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://localhost:${(server.address() as AddressInfo).port}/cim`
  const link = openMessageLink({ kind: 'http', url, reach: here }, 'x')
  await expect(link.send(message)).rejects.toMatchObject({
    code: 'failed',
    detail: expect.stringContaining('redirects are not followed'),
  })
  expect(asked).toEqual(['/cim'])
  server.close()
})
