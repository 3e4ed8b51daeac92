import { decode } from '@ferraris/codec'
import { anyApdu } from '@ferraris/dlms/apdu'
import { PrivateKey } from '@ferraris/dlms/security'
import { serveMeter } from '@ferraris/testing/meter'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enrol } from '../../inventory/enrol.ts'
import { everyMeter } from '../../testing/every-meter.fixture.ts'
import { ring } from '../../testing/readings.ts'
import { openOrders, type TestOrders } from '../by-session/orders.fixture.ts'
import { signedApdusOf } from './signed-apdus.ts'

let orders: TestOrders
const closers: (() => Promise<unknown>)[] = []
beforeAll(async () => {
  orders = await openOrders(1)
  orders.executor()
})
afterAll(async () => {
  await orders.close()
  for (const close of closers) await close()
})

/** A meter of a suite on a loopback port, in the inventory with its keys of management. */
async function enrolled(serial: string, suite: 0 | 1 | 2) {
  const { meter, secrets } = everyMeter(serial, suite, orders.clock)
  const listener = await serveMeter(meter.server)
  closers.push(() => listener.close())
  const uri = `dlms+tcp://127.0.0.1:${listener.port}?client=1&server=1&auth=gmac&suite=${suite}`
  const keys = secrets.get(1)!
  const enrolment = { serial, uri, keys: [keys] }
  await enrol(orders.store.pool, ring, [enrolment], orders.clock.time)
  return { enrolment, meter, keys, listener, events: [] }
}

test.each([1, 2] as const)(
  'uc SEC-4 in suite %d a disconnection goes signed, and its requests stay with the order',
  async suite => {
    const target = await enrolled(`SUI0000000${suite}`, suite)
    const id = `signed-${suite}`
    await orders.order(id, target, { parameters: { connected: false, finalReading: true } })
    expect(await orders.ended(id)).toMatchObject({ state: 'verified', result: { kind: 'registers' } })
    expect(target.meter.store.supply.outputState).toBe(false)

    const kept = await signedApdusOf(orders.store.kysely, id)
    expect(kept.length).toBeGreaterThan(1)
    expect(kept.map(({ place }) => place)).toEqual(kept.map((_, i) => i))
    const { publicKey } = new PrivateKey(Buffer.from(target.keys.clientSigningPrivateKey!, 'hex'))
    for (const { apdu } of kept) {
      const decoded = decode(anyApdu, Buffer.from(apdu, 'hex'))
      if (decoded.apdu !== 'general-signing') throw new Error(decoded.apdu)
      const { content, signature, ...header } = decoded.value
      const fields = Object.values(header).flatMap(field => [Buffer.of(field.length), field])
      const signed = Buffer.concat([...fields, content])
      expect(publicKey.verify(signed, signature)).toBe(true)
      expect(publicKey.verify(Buffer.concat([signed, Buffer.of(0)]), signature)).toBe(false)
    }
  },
)

test('what only reads is not signed, and neither is anything in suite 0', async () => {
  const target = await enrolled('SUI00000009', 1)
  await orders.order('read', target, { kind: 'read-registers', parameters: {}, subject: undefined })
  expect(await orders.ended('read')).toMatchObject({ state: 'done' })
  expect(await signedApdusOf(orders.store.kysely, 'read')).toEqual([])

  const [plain] = orders.meters
  await orders.order('plain', plain!)
  expect(await orders.ended('plain')).toMatchObject({ state: 'verified' })
  expect(await signedApdusOf(orders.store.kysely, 'plain')).toEqual([])
})
