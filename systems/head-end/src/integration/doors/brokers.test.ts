import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { named } from '@ferraris/cim'
import {
  mosquittoIsHere,
  mosquittoServer,
  natsIsHere,
  natsServer,
  rabbitMqIsHere,
  rabbitMqServer,
} from '@ferraris/testing/brokers'
import { type LinkKind, openMessageLink, takeMessages } from '@ferraris/transport'
import { describe, expect, onTestFinished, test } from 'vitest'
import { startTestHeadEnd } from '../../testing/test-head-end.ts'
import { read, replyIn, request } from '../testing/partner.fixture.ts'

const kinds = [
  {
    kind: 'mqtt',
    isHere: mosquittoIsHere,
    start: mosquittoServer,
    addresses: ['cim/in', 'cim/out'],
    credentials: {},
  },
  {
    kind: 'amqp',
    isHere: rabbitMqIsHere,
    start: rabbitMqServer,
    addresses: ['/queue/cim.in', '/queue/cim.out'],
    credentials: { username: 'guest', password: 'guest' },
  },
  {
    kind: 'nats',
    isHere: natsIsHere,
    start: () => natsServer('cim.>'),
    addresses: ['cim.in', 'cim.out'],
    credentials: {},
  },
] as const satisfies readonly { readonly kind: LinkKind; readonly [more: string]: unknown }[]

interface Message {
  readonly direction: string
  readonly state: string
  readonly code: string | null
}

describe.each(kinds)('over $kind', ({ kind, isHere, start, addresses: [requests, answers], credentials }) => {
  test.skipIf(!isHere)(
    `a request is taken, worked on once though it comes twice, and answered with its correlation${isHere ? '' : ' (the broker is not installed)'}`,
    async ({ signal }) => {
      const until = async (holds: () => boolean | Promise<boolean>) => {
        while (!(await holds())) await delay(20, undefined, { signal })
      }
      const starting = start()
      onTestFinished(async () => await (await starting).remove())
      const broker = await starting
      const data = await mkdtemp(join(tmpdir(), 'ferraris-doors-'))
      onTestFinished(() => rm(data, { recursive: true }))
      const headEnd = await startTestHeadEnd({
        data,
        apiToken: 'test-token',
        privateNetworks: ['127.0.0.1'],
      })
      onTestFinished(() => headEnd.close())
      // biome-ignore lint/suspicious/noExplicitAny: each place reads its own shape from JSON
      const api = async (path: string, body?: object): Promise<any> => {
        const reply = await fetch(`${headEnd.url}/api/v1${path}`, {
          method: body === undefined ? 'GET' : 'POST',
          headers: {
            authorization: 'Bearer test-token',
            ...(body && { 'content-type': 'application/json' }),
          },
          ...(body && { body: JSON.stringify(body) }),
        })
        return await reply.json()
      }
      const taken: string[] = []
      let isUp = false
      const partner = takeMessages(
        { kind, url: broker.url, ...credentials },
        {
          address: answers,
          name: 'mdm',
          take: async body => void taken.push(Buffer.from(body).toString()),
          onState: state => {
            isUp = state === 'up'
          },
        },
      )
      onTestFinished(() => partner.close())
      await until(() => isUp)
      await api('/integration/destinations', {
        name: 'mdm',
        kind,
        url: broker.url,
        address: answers,
        requests,
        ...credentials,
      })
      await until(async () => (await api('/integration/destinations/mdm')).requestsState === 'up')

      const link = openMessageLink(
        { kind, url: broker.url, address: requests, ...credentials },
        `mdm-${randomUUID()}`,
      )
      onTestFinished(() => link.close())
      const Request = { GetEndDeviceEvents: { EndDevice: [named('NOBODY')] } }
      const body = request('get', 'EndDeviceEvents', {
        header: { MessageID: 'b-1', CorrelationID: 'k-1' },
        Request,
      })
      // With another name for the broker each, so that no broker takes the second for the first.
      for (const id of ['one', 'two']) await link.send({ body, id, contentType: 'application/xml' })
      await link.send({ body: 'no message at all', id: 'three', contentType: 'application/xml' })
      await until(() => taken.length > 0)
      expect(read(taken[0]!)).toMatchObject({ kind: 'response', Header: { CorrelationID: 'k-1' } })
      expect(replyIn(taken[0]!)).toMatchObject({ result: 'FAILED', codes: ['2.4'], about: ['NOBODY'] })
      await until(async () => (await api('/integration/messages?direction=in')).total >= 2)
      const told = async () => {
        const { items } = await api('/integration/messages')
        return items
          .map(({ direction, state, code }: Message) => `${direction} ${state} ${code ?? ''}`.trim())
          .toSorted()
      }
      await until(async () => (await told()).includes('out delivered'))
      expect(await told()).toEqual(['in refused 2.4', 'in refused xml-invalid', 'out delivered'])
    },
  )
})
