import { readFile } from 'node:fs/promises'
import { concentratorCertificate, serverCertificate } from '@ferraris/testing/certificates'
import type { DownMessage, UpMessage } from '@ferraris/uplink'
import { Aedes } from 'aedes'
import { connect } from 'mqtt'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { aedesBroker, mosquittoBroker, mosquittoIsHere, type TestBroker } from './brokers.fixture.ts'
import { listenForConcentrators, MqttConcentrators, MqttUplink, readUp, upPayload } from './index.ts'

const open: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of open.splice(0).reverse()) await close()
})

/** What has come so far, and a wait for what comes next. */
class Inbox<T> {
  readonly all: T[] = []
  #wake: (() => void)[] = []
  add(item: T): void {
    this.all.push(item)
    for (const wake of this.#wake.splice(0)) wake()
  }
  async until(found: (all: readonly T[]) => boolean): Promise<void> {
    while (!found(this.all)) await new Promise<void>(resolve => this.#wake.push(resolve))
  }
}

const hello = { version: '1', substation: 'North' }
const gone = { kind: 'gone', closed: false } as const
function beat(meters: number) {
  return { kind: 'heartbeat', at: 1, meters, silent: 0, pendingResults: 0, diskFree: 1 } as const
}
function report(id: string): UpMessage {
  return {
    kind: 'job-reports',
    reports: [{ id, state: 'done', at: 1, attempts: 1 }],
  }
}
function kinds(inbox: Inbox<UpMessage>) {
  return inbox.all.map(({ kind }) => kind)
}

describe.each([
  { name: 'aedes', make: aedesBroker, here: true },
  { name: 'mosquitto', make: () => mosquittoBroker(), here: mosquittoIsHere },
])('over $name', ({ name, make, here }) => {
  beforeAll(() => {
    if (!here) console.warn(`${name} is not installed: its tests are skipped`)
  })

  async function brokerOf(): Promise<TestBroker> {
    const broker = await make()
    open.push(() => broker.remove())
    return broker
  }

  function uplinkTo({ url }: TestBroker, handler: (message: DownMessage) => void | Promise<void> = () => {}) {
    const uplink = new MqttUplink({ place: { url }, concentrator: 'C1', hello, random: () => 0 })
    uplink.onMessage(handler)
    open.push(() => uplink.close())
    return uplink
  }

  async function headEndTo(
    { url }: TestBroker,
    onMessage: (message: UpMessage) => void | Promise<void> = () => {},
  ) {
    const heard = new Inbox<UpMessage>()
    const refused: string[] = []
    const up = Promise.withResolvers<void>()
    const concentrators = new MqttConcentrators({
      place: { url },
      clientId: 'head-end',
      onMessage: async (_, message) => {
        heard.add(message)
        await onMessage(message)
      },
      onRefused: (_, error) => refused.push(error.path),
      onState: () => up.resolve(),
      random: () => 0,
    })
    open.push(() => concentrators.close())
    await up.promise
    return { heard, refused, concentrators }
  }

  test.skipIf(!here)('a concentrator says hello, and messages of any size go both ways', async () => {
    const broker = await brokerOf()
    const { heard, concentrators } = await headEndTo(broker)
    const down = new Inbox<DownMessage>()
    const uplink = uplinkTo(broker, message => down.add(message))
    await heard.until(all => all.length === 1)
    expect(heard.all[0]).toEqual({ kind: 'hello', concentrator: 'C1', ...hello })
    const many: UpMessage = {
      kind: 'job-reports',
      reports: Array.from({ length: 500 }, (_, i) => ({ id: `job-${i}`, state: 'done', at: i, attempts: 1 })),
    }
    await uplink.publish(many)
    await heard.until(all => all.length === 2)
    expect(heard.all[1]).toEqual(many)
    const acknowledge = { kind: 'acknowledge', keys: ['a', 'b'] } as const
    await concentrators.publish('C1', acknowledge)
    await concentrators.publish('C2', acknowledge)
    await down.until(all => all.length === 1)
    expect(down.all).toEqual([acknowledge])
  })

  test.skipIf(!here)('a message comes again when its handler fails, and no later one is lost', async () => {
    const broker = await brokerOf()
    let failures = 2
    const { heard } = await headEndTo(broker, message => {
      if (message.kind === 'job-reports' && failures-- > 0) throw new Error('the store is away')
    })
    const uplink = uplinkTo(broker)
    await Promise.all([uplink.publish(report('one')), uplink.publish(report('two'))])
    const ids = () =>
      heard.all.flatMap(message => (message.kind === 'job-reports' ? message.reports[0]!.id : []))
    await heard.until(() => new Set(ids()).size === 2 && ids().length >= 4)
    expect(ids().filter(id => id === 'one').length).toBeGreaterThan(1)
  })

  test.skipIf(!here)('what is published while the broker is away arrives when it is back', async () => {
    const broker = await brokerOf()
    const { heard } = await headEndTo(broker)
    const uplink = uplinkTo(broker)
    await heard.until(all => all.length === 1)
    await broker.stop()
    while (uplink.connected) await new Promise(resolve => setTimeout(resolve, 5))
    const waiting = uplink.publish(report('late'))
    await uplink.publish(beat(1))
    await broker.start()
    await waiting
    await heard.until(all => all.some(({ kind }) => kind === 'job-reports'))
    await heard.until(all => all.filter(({ kind }) => kind === 'hello').length === 2)
    expect(kinds(heard)).not.toContain('heartbeat')
  })

  test.skipIf(!here)('a connection that breaks is told, and so is one that ends on purpose', async () => {
    const broker = await brokerOf()
    const { heard } = await headEndTo(broker)
    const { url } = broker
    const will = { topic: 'ferraris/g2/C7/up/gone', payload: upPayload(gone), qos: 1 as const, retain: false }
    const other = connect(url, { clientId: 'C7', will, reconnectPeriod: 0 })
    await new Promise(resolve => other.once('connect', resolve))
    other.stream.destroy()
    await heard.until(all => all.length === 1)
    expect(heard.all).toEqual([gone])
    const uplink = uplinkTo(broker)
    await heard.until(all => all.length === 2)
    await uplink.close()
    await heard.until(all => all.length === 3)
    expect(heard.all[2]).toEqual({ kind: 'gone', closed: true })
  })

  test.skipIf(!here)('what cannot be read is told, and does not hold up what follows', async () => {
    const broker = await brokerOf()
    const { heard, refused } = await headEndTo(broker)
    const stranger = connect(broker.url, { clientId: 'stranger' })
    open.push(() => stranger.endAsync(true))
    const say = (topic: string, payload: string | Buffer) =>
      stranger.publishAsync(`ferraris/g2/C1/${topic}`, payload, { qos: 1 })
    await say('up/hello', '{"kind":')
    await say('up/hello', upPayload({ kind: 'hello', concentrator: 'C2', ...hello }))
    await say('up/heartbeat', upPayload(gone))
    await say('up/gone', upPayload(gone))
    await heard.until(all => all.length === 1)
    expect(refused).toEqual(['', 'kind', 'kind'])
  })
})

test.skipIf(!mosquittoIsHere)(
  'the rules of the guide keep concentrators on one mosquitto apart',
  async () => {
    const guide = await readFile(new URL('../../../docs/guide/concentrators.md', import.meta.url), 'utf8')
    const [, rules] = /```\n(pattern write[^`]*)```/.exec(guide)!
    const broker = await mosquittoBroker(rules)
    open.push(() => broker.remove())
    const heard = new Inbox<string>()
    const up = Promise.withResolvers<void>()
    const headEnd = new MqttConcentrators({
      place: { url: broker.url, username: 'head-end' },
      clientId: 'head-end',
      onMessage: (concentrator, { kind }) => heard.add(`${concentrator} ${kind}`),
      onState: () => up.resolve(),
    })
    open.push(() => headEnd.close())
    await up.promise
    const told = new Inbox<DownMessage>()
    const uplink = new MqttUplink({ place: { url: broker.url }, concentrator: 'C1', hello })
    uplink.onMessage(message => told.add(message))
    open.push(() => uplink.close())
    const spy = connect(broker.url, { clientId: 'spy', username: 'C2' })
    open.push(() => spy.endAsync(true))
    const overheard: string[] = []
    spy.on('message', topic => overheard.push(topic))
    await spy.subscribeAsync(['ferraris/g2/+/down/+', 'ferraris/g2/+/up/+'], { qos: 1 }).catch(() => {})
    await spy.publishAsync('ferraris/g2/C1/up/gone', upPayload(gone), { qos: 1 })
    await heard.until(all => all.includes('C1 hello'))
    await headEnd.publish('C1', { kind: 'release', acas: ['464500000001'] })
    await told.until(all => all.length === 1)
    await uplink.publish(report('last'))
    await heard.until(all => all.includes('C1 job-reports'))
    expect(heard.all).toEqual(['C1 hello', 'C1 job-reports'])
    expect(overheard).toEqual([])
  },
)

test('messages wait within their bound only', async () => {
  const place = { url: 'mqtt://127.0.0.1:1' }
  const uplink = new MqttUplink({ place, concentrator: 'C1', hello, most: 1000 })
  open.push(() => uplink.close())
  let kept = 0
  for (let i = 0; i < 100; i++) void uplink.publish(report(`job-${i}`)).then(() => kept++)
  await new Promise(resolve => setImmediate(resolve))
  expect(kept).toBeGreaterThan(80)
  expect(kept).toBeLessThan(100)
})

describe('TLS', () => {
  const place = (url: string) => () => new MqttUplink({ place: { url }, concentrator: 'C1', hello })

  test('is demanded, with a certificate of our own, wherever the broker is another machine', async () => {
    expect(place('mqtt://10.0.0.1')).toThrow(expect.objectContaining({ code: 'tls-required' }))
    expect(place('mqtts://broker.example')).toThrow(expect.objectContaining({ code: 'tls-required' }))
    const onConnection = () => {}
    await expect(listenForConcentrators({ host: '0.0.0.0', port: 0, onConnection })).rejects.toMatchObject({
      code: 'tls-required',
    })
  })

  test.each(['http://127.0.0.1', 'mqtt://', 'mqtt://C1:5ecret@127.0.0.1'])('knows no place like %s', url => {
    expect(place(url)).toThrow(/^(?!.*5ecret).*$/)
  })

  test('uc IF-G2 carries messages, and the listener learns the name of the caller', async () => {
    const broker = await Aedes.createBroker()
    const names: (string | undefined)[] = []
    const heard = new Inbox<string>()
    broker.on('publish', ({ topic, payload }) => {
      if (topic.startsWith('ferraris/')) heard.add(readUp(topic, payload as Buffer).message.kind)
    })
    const listener = await listenForConcentrators({
      host: '127.0.0.1',
      port: 0,
      tls: serverCertificate,
      onConnection(socket, commonName) {
        names.push(commonName)
        broker.handle(socket)
      },
    })
    const url = `mqtts://localhost:${listener.port}`
    const uplink = new MqttUplink({ place: { url, tls: concentratorCertificate }, concentrator: 'C1', hello })
    open.push(
      () => new Promise<void>(resolve => broker.close(resolve)),
      () => listener.close(),
      () => uplink.close(),
    )
    await heard.until(all => all.includes('hello'))
    expect(names).toEqual(['C1'])
  })
})
