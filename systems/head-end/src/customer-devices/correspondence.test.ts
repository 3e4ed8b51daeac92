import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CustomerDevice, DeviceStore, openKeyVault, PlatformLink } from '@ferraris/customer-device'
import { secondsOf } from '@ferraris/metering'
import { Aedes } from 'aedes'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { openTestApp, type TestApp } from '../testing/test-app.ts'
import { CustomerMail } from './customer-mail.ts'

/** Longer than any of this takes: what does not come by then does not come. */
const patience = { timeout: 30_000 }

let fixture: TestApp
let broker: Server
let aedes: Aedes
let mail: CustomerMail
let device: CustomerDevice
let link: PlatformLink
let folder: string
let authorization: string
const troubles = new Set<string>()
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('supplier', 'operator')}`
  aedes = await Aedes.createBroker()
  broker = createServer(aedes.handle)
  await new Promise<void>(resolve => broker.listen(0, '127.0.0.1', resolve))
  const { port } = broker.address() as { port: number }
  const place = { url: `mqtt://127.0.0.1:${port}` }
  mail = new CustomerMail({
    db: fixture.parts.db,
    now: fixture.parts.now,
    place,
    trouble: error => troubles.add(error.message),
  })
  mail.start()
  folder = mkdtempSync(join(tmpdir(), 'ferraris-h2-'))
  const settings = {
    id: 'DU-1',
    hardware: 'bench 1',
    firmware: '1.0.0',
    address: '4D4143000001',
    initialKey: new Uint8Array(16).fill(7),
    timeZone: 'Europe/Rome',
    meters: [],
  }
  device = new CustomerDevice({
    settings,
    store: new DeviceStore(folder, openKeyVault(join(folder, 'key'))),
    now: () => Math.floor(secondsOf(fixture.clock.now)),
  })
  link = new PlatformLink(device, place)
  await ask('POST', '/customer-devices', {
    id: 'DU-1',
    maker: 'Maker',
    aca: settings.address,
    initialKey: '07'.repeat(16),
  })
})
afterAll(async () => {
  await link.close()
  await mail.stop()
  await new Promise<void>(resolve => aedes.close(() => resolve()))
  await new Promise<void>(resolve => broker.close(() => resolve()))
  await fixture.close()
  rmSync(folder, { recursive: true })
})

async function ask(method: 'GET' | 'POST', path: string, payload?: object) {
  const reply = await fixture.app.inject({
    method,
    url: `/api/v1${path}`,
    headers: { authorization },
    ...(payload && { payload }),
  })
  return { status: reply.statusCode, body: reply.json() }
}

async function told() {
  return (await ask('GET', '/customer-devices/DU-1/messages')).body.items
}

test('uc 2.c.1-2 a text reaches the customer, and the operator sees that it was received and read', async () => {
  const { status, body } = await ask('POST', '/customer-devices/DU-1/messages', {
    from: 'distributor',
    text: 'Interruzione programmata domani dalle 9 alle 11',
  })
  expect([status, body.kind, body.readAt]).toEqual([201, 'message', null])
  await vi.waitFor(async () => {
    mail.look()
    await mail.settled()
    expect(device.correspondence.messages).toMatchObject([{ id: body.id, from: 'distributor', read: false }])
  }, patience)
  await vi.waitFor(async () => expect((await told())[0].receivedAt).not.toBeNull(), patience)
  expect((await told())[0].readAt).toBeNull()
  fixture.clock.now += 60_000
  device.markRead(body.id)
  await vi.waitFor(
    async () => expect((await told())[0].readAt).toBe(new Date(fixture.clock.now).toISOString()),
    patience,
  )
})

test('uc 2.c.1-4 prices with their date reach the customer, who keeps the old ones until then', async () => {
  const at = (days: number) => new Date(fixture.clock.now + days * 86_400_000).toISOString()
  const prices = (price: number, days: number) => ({
    currency: 'EUR',
    validFrom: at(days),
    prices: [{ tariff: 1, name: 'F1', price }],
    changes: [{ at: at(days), tariff: 1 }],
  })
  for (const [price, days] of [
    [31_250, -1],
    [35_000, 10],
  ] as const) {
    const { status, body } = await ask('POST', '/customer-devices/DU-1/prices', prices(price, days))
    expect([status, body.kind, body.validFrom]).toEqual([201, 'prices', at(days)])
    // Retained is the last of a kind: each is let go before the next.
    await vi.waitFor(async () => {
      mail.look()
      await mail.settled()
      expect(device.correspondence.prices.map(({ id }) => id)).toContain(body.id)
    }, patience)
  }
  expect(device.correspondence.prices.map(({ prices: [first] }) => first!.price)).toEqual([31_250, 35_000])
  expect((await told())[0].summary).toBe('F1 0.35 EUR/kWh')
})

test('a text that cannot be written as a message does not hold up those behind it', async () => {
  const path = '/customer-devices/DU-1/messages'
  const { body: broken } = await ask('POST', path, { from: 'supplier', text: 'lost' })
  await vi.waitFor(async () => {
    mail.look()
    await mail.settled()
    expect((await told())[0].receivedAt).not.toBeNull()
  }, patience)
  // As a store of another version might hold it.
  await fixture.parts.db
    .updateTable('customer_text')
    .set({ message: JSON.stringify({ kind: 'message', id: broken.id, text: '' }), published_at: null })
    .where('id', '=', broken.id)
    .execute()
  const { body: next } = await ask('POST', path, { from: 'supplier', text: 'next' })
  await vi.waitFor(async () => {
    mail.look()
    await mail.settled()
    expect(device.correspondence.messages.map(({ id }) => id)).toContain(next.id)
  }, patience)
  expect(troubles).toContain(`the text ${broken.id} to DU-1 cannot be sent`)
})

test('what is no message is refused, with the place of the fault', async () => {
  const path = '/customer-devices/DU-1'
  expect((await ask('POST', '/customer-devices/DU-9/messages', { from: 'supplier', text: 'x' })).status).toBe(
    404,
  )
  expect((await ask('POST', `${path}/messages`, { from: 'supplier', text: '' })).status).toBe(400)
  const twice = { tariff: 1, name: 'F1', price: 1 }
  const { status, body } = await ask('POST', `${path}/prices`, {
    currency: 'EUR',
    validFrom: '2026-12-01T00:00:00Z',
    prices: [twice, twice],
  })
  expect([status, body.detail]).toEqual([400, expect.stringContaining('each tariff once')])
})
