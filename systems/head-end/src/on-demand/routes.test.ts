import { randomUUID } from 'node:crypto'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { leaseOne } from '../collection/leases/take.ts'
import { startMeters, type TestMeter } from '../testing/meter-fleet.fixture.ts'
import { ring } from '../testing/readings.ts'
import { openTestApp, type TestApp } from '../testing/test-app.ts'

let fixture: TestApp
let authorization: string
let meter: TestMeter
let serial: string
let guek: string
beforeAll(async () => {
  fixture = await openTestApp()
  authorization = `Bearer ${await fixture.parts.people.tokens.issue('tests', 'operator')}`
  // A meter that is three seconds fast.
  ;[meter] = (await startMeters(1, { now: () => fixture.clock.now + 3_000 }, [2026, 11, 1])) as [TestMeter]
  serial = meter.enrolment.serial
  guek = meter.enrolment.keys[0]!.guek!
  await fixture.parts.enrol([meter.enrolment])
})
afterAll(async () => {
  await meter.listener.close()
  await fixture.close()
})

/** Enrols the same meter, or a port without one, under another name. */
function enrolAs(serial: string, changes: { port?: number; guek?: string } = {}) {
  const { port = meter.listener.port, guek: other = guek } = changes
  const uri = `dlms+tcp://127.0.0.1:${port}?client=2&server=1&auth=gmac`
  return fixture.parts.enrol([
    { serial, uri, keys: [{ client: 2, guek: other, gak: meter.enrolment.keys[0]!.gak }] },
  ])
}

function readNow(serial: string, payload: object = {}) {
  return fixture.app.inject({
    method: 'POST',
    url: `/api/v1/end-devices/${serial}/readings`,
    payload,
    headers: { authorization },
  })
}

function objects(query = '') {
  return fixture.app.inject({
    url: `/api/v1/end-devices/${serial}/objects${query}`,
    headers: { authorization },
  })
}

describe('reading a meter now', () => {
  test('gives clock and registers of the schedule, and each frame of the session', async () => {
    // At first contact the meter's counter is read before, and its frames are shown, too.
    expect((await readNow(serial)).json().frames.length).toBeGreaterThan(10)
    const reply = await readNow(serial)
    expect(reply.statusCode).toBe(200)
    const reading = reply.json()
    expect(reading).toMatchObject({ time: '2026-11-20T12:00:03.000Z', clockOffsetSeconds: 3, refused: [] })
    expect(reading.registers.map(({ obis }: { obis: string }) => obis)).toContain('1.0.1.8.0.255')
    expect(reading.registers[0]).toMatchObject({ name: 'Active energy import (A+), total', unit: 'Wh' })
    expect(reading.registers[0].value).toBeGreaterThan(0)
    expect(reading.frames.map(({ direction }: { direction: string }) => direction)).toEqual(
      reading.frames.map((_: unknown, i: number) => (i % 2 === 0 ? 'sent' : 'received')),
    )
    expect(reading.frames.map(({ title }: { title: string }) => title)).toContain(
      'get-request-normal 0.0.1.0.0.255:2',
    )
    const inside = reading.frames[7].layers.at(-1)
    expect(inside).toMatchObject({ name: 'get-response', hex: expect.stringMatching(/^c403/) })
    // Association, HLS, clock, registers, release: each there and back.
    expect(reading.frames).toHaveLength(10)
    expect(reply.body).not.toContain(guek)
  })

  test('gives the registers asked for, scaled, and says which the meter refused', async () => {
    const { registers, refused } = (
      await readNow(serial, { obis: ['1.0.32.7.0.255', '1.0.9.9.9.255'] })
    ).json()
    expect(registers).toMatchObject([{ obis: '1.0.32.7.0.255', name: 'Voltage L1', unit: 'V' }])
    expect(registers[0].value).toBeGreaterThan(200)
    expect(registers[0].value).toBeLessThan(260)
    expect(refused).toEqual([{ obis: '1.0.9.9.9.255', name: expect.any(String), reason: 'object-undefined' }])
  })

  test('is stored like what the collector reads', async () => {
    fixture.clock.now += 1000
    await readNow(serial, { obis: ['1.0.32.7.0.255'] })
    const device = (
      await fixture.app.inject({ url: `/api/v1/end-devices/${serial}`, headers: { authorization } })
    ).json()
    expect(device).toMatchObject({
      state: 'reachable',
      clockOffsetSeconds: 3,
      lastContact: '2026-11-20T12:00:01.000Z',
    })
    expect(device.registers.map(({ name }: { name: string }) => name)).toContain('Voltage L1')
  })

  test('leaves the device due as it was, and free for the collector', async () => {
    await readNow(serial)
    const lease = await leaseOne(fixture.store.pool, ring, {
      owner: randomUUID(),
      now: fixture.clock.now,
      leaseSeconds: 0,
      counters: 1,
      serial,
    })
    expect(lease).toMatchObject({ serial })
    const { nextDue } = (
      await fixture.app.inject({ url: `/api/v1/end-devices/${serial}`, headers: { authorization } })
    ).json()
    expect(nextDue).toBe('2026-11-20T12:00:00.000Z')
  })

  test('names a wrong key, with the frames that show it', async () => {
    const wrong = '9'.repeat(32)
    await enrolAs('FER00000043', { guek: wrong })
    const reply = await readNow('FER00000043')
    expect(reply.statusCode).toBe(502)
    const problem = reply.json()
    expect(problem).toMatchObject({ type: 'urn:ferraris:problem:meter-refused', layer: 'security' })
    expect(problem.detail).toMatch(/^security: .*key/)
    expect(problem.frames[0]).toMatchObject({ direction: 'sent', title: expect.stringContaining('aarq') })
    expect(reply.body).not.toContain(wrong)
  })

  test('goes on above a counter that the meter has seen and the store forgot', async () => {
    await readNow(serial)
    await fixture.store.pool.query('update key_counter set counter = 0')
    expect((await readNow(serial)).statusCode).toBe(200)
  })

  test('says that nothing listens at the address', async () => {
    const server = createServer().listen(0, '127.0.0.1')
    await new Promise(resolve => server.once('listening', resolve))
    const { port } = server.address() as { port: number }
    await new Promise(resolve => server.close(resolve))
    await enrolAs('FER00000044', { port })
    const reply = await readNow('FER00000044')
    expect(reply.statusCode).toBe(504)
    expect(reply.json()).toMatchObject({
      type: 'urn:ferraris:problem:meter-silent',
      layer: 'tcp',
      frames: [],
    })
  })

  test('says that the inventory has no keys for the client', async () => {
    const uri = 'dlms+tcp://127.0.0.1:1?client=1&auth=gmac'
    const keys = [{ client: 1, guek: '1'.repeat(32), gak: '2'.repeat(32) }]
    await fixture.parts.enrol([{ serial: 'FER00000045', uri, keys }])
    await fixture.store.pool.query('delete from end_device_key where client = 1')
    const reply = await readNow('FER00000045')
    expect(reply.statusCode).toBe(409)
    expect(reply.json().type).toBe('urn:ferraris:problem:meter-not-callable')
    expect(reply.json().detail).toContain('no keys of FER00000045 for client 1')
  })

  test('does not know devices that are not enrolled', async () => {
    expect((await readNow('FER99999999')).statusCode).toBe(404)
  })
})

describe('the objects of a meter', () => {
  test('are read once, then kept until a refresh', async () => {
    const first = (await objects()).json()
    expect(first.readAt).toBe('2026-11-20T12:00:01.000Z')
    expect(first.items).toContainEqual({
      classId: 3,
      className: 'Register',
      version: 0,
      obis: '1.0.1.8.0.255',
      name: 'Active energy import (A+), total',
      attributes: [
        { id: 1, name: 'logicalName', access: expect.stringContaining('read') },
        { id: 2, name: 'value', access: expect.stringContaining('read') },
        { id: 3, name: 'scalerUnit', access: expect.stringContaining('read') },
      ],
      methods: [],
    })
    const { rows } = await fixture.store.pool.query(
      `select jsonb_path_query(objects, '$[*] ? (@.obis == "0.4.25.9.0.255")') as setup from end_device where serial = $1`,
      [serial],
    )
    expect(rows[0].setup.pushes.slice(0, 3)).toEqual([
      { classId: 40, obis: '0.4.25.9.0.255', attribute: 1 },
      { classId: 1, obis: '0.0.42.0.0.255', attribute: 2 },
      { classId: 8, obis: '0.0.1.0.0.255', attribute: 2 },
    ])
    fixture.clock.now += 60_000
    expect((await objects()).json()).toEqual(first)
    expect((await objects('?refresh=true')).json().readAt).toBe('2026-11-20T12:01:01.000Z')
  })

  test('are refreshed by operators only', async () => {
    const viewer = await fixture.parts.people.tokens.issue('viewer', 'viewer')
    const reply = await fixture.app.inject({
      url: `/api/v1/end-devices/${serial}/objects?refresh=true`,
      headers: { authorization: `Bearer ${viewer}` },
    })
    expect(reply.statusCode).toBe(403)
    expect(reply.json().type).toBe('urn:ferraris:problem:role-too-low')
  })
})
