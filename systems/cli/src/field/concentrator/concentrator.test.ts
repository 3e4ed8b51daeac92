import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { HeadEndConnection, localService, Store } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { placeConcentrator } from '@ferraris/district'
import { startTestHeadEnd } from '@ferraris/head-end/testing'
import { createLine, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { listenSmitp } from '@ferraris/transport'
import { afterEach, expect, test, vi } from 'vitest'
import { concentratorEvents, concentratorStatus, runEntry } from '../../concentrator/own-state.ts'
import { FieldDevice } from '../field-device.ts'
import { approve, register } from '../register.ts'
import { getTicket, listTickets, recallTicket } from '../ticket.ts'
import { runConcentratorEntry, setConcentrator } from './change.ts'
import { readConcentrator } from './read.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  delete process.env.FERRARIS_API_TOKEN
  for (const it of open.splice(0).reverse()) await it.close()
})

/** What a command prints as JSON. */
async function printed<T>(command: () => Promise<void>): Promise<T> {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true)
  try {
    await command()
    return JSON.parse(written.mock.calls.map(([text]) => String(text)).join('')) as T
  } finally {
    written.mockRestore()
  }
}

test('uc K-21 a concentrator is read and set on site with a ticket from the command line, its head-end away', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-on-site-'))
  open.push({ close: () => rmSync(folder, { recursive: true }) })
  const token = 'an-administrator-of-tests'
  process.env.FERRARIS_API_TOKEN = token
  const ports = { mqttPort: 0, tunnelPort: 0 }
  const headEnd = await startTestHeadEnd({
    data: join(folder, 'head-end'),
    port: 0,
    apiToken: token,
    concentrators: ports,
  })
  open.push(headEnd)
  await headEnd.admitConcentrator({ id: 'C1', substation: 'S1' }, 'a-credential')

  // On the time of this machine.
  const simulation = new Simulation(Date.now())
  const line = createLine(planDistrict({ meters: 2, hops: 1, seed: 1 }), 1, { simulation })
  const store = Store.inMemory()
  const substation = 'S1'
  const placed = placeConcentrator(line, {
    name: 'C1',
    substation,
    version: '1.2',
    zone: zone('Europe/Rome'),
    store,
    uplink: { publish: message => connection.publish(message) },
    random: randomFrom(1),
  })
  const { concentrator } = placed
  const present = () => {
    simulation.run(Date.now())
    return simulation.now
  }
  const timer = setInterval(present, 5)
  open.push({ close: () => clearInterval(timer) })
  const connection = new HeadEndConnection({
    place: { broker: `mqtt://127.0.0.1:${headEnd.mqttPort}`, credential: 'a-credential' },
    concentrator: 'C1',
    hello: { version: '1.2', substation },
    enter: happen => happen(concentrator, present()),
    onState: state =>
      state === 'up' ? concentrator.connected(present()) : concentrator.disconnected(present()),
    random: Math.random,
  })
  open.push({ close: () => placed.remove() })
  const answer = () => {
    const access = concentrator.localAccess()
    return (octets: Uint8Array) => access(octets, present())
  }
  const local = { host: '127.0.0.1', port: 0, maxConnections: 2, idleTimeoutMs: 60_000, protectsItself: true }
  const door = await listenSmitp({ service: localService(answer, console.error), ...local })
  open.push(door)

  const at = { headEnd: headEnd.url, json: true }
  const state = await vi.waitFor(
    () => printed<{ firmware: object }>(() => concentratorStatus('C1', at)),
    60_000,
  )
  expect(state.firmware).toMatchObject({ version: '1.2' })
  const ran = await printed<{ state: string }>(() => runEntry('C1', 'search', at))
  expect(['queued', 'sent', 'done']).toContain(ran.state)
  await vi.waitFor(async () => {
    const log = await printed<{ items: { code: string }[] }>(() =>
      concentratorEvents('C1', { ...at, limit: 9 }),
    )
    expect(log.items.map(({ code }) => code)).toContain('run-now')
  }, 60_000)

  const { key } = (await (
    await fetch(`${headEnd.url}/api/v1/work-orders/key`, { headers: { authorization: `Bearer ${token}` } })
  ).json()) as { key: string }
  const data = join(folder, 'field')
  FieldDevice.make(data, key)
  await printed(() => register('tablet-7', { ...at, data }))
  await printed(() => approve('tablet-7', at))
  const ticket = join(folder, 'ticket.json')
  await printed(() => getTicket('C1', { ...at, device: 'tablet-7', change: true, hours: 1, out: ticket }))

  const recalled = join(folder, 'recalled.json')
  const { id } = await printed<{ id: string }>(() =>
    getTicket('C1', { ...at, device: 'tablet-7', hours: 1, out: recalled }),
  )
  await printed(() => recallTicket('C1', id, at))
  const told = await printed<{ items: object[] }>(() => listTickets('C1', { ...at, limit: 9 }))
  expect(told.items).toMatchObject([{ id, recalledBy: expect.any(String) }, { recalledAt: null }])
  await expect(recallTicket('C1', crypto.randomUUID(), at)).rejects.toMatchObject({ code: 'status-404' })
  await vi.waitFor(async () => {
    const log = await printed<{ items: { code: string; detail: string }[] }>(() =>
      concentratorEvents('C1', { ...at, limit: 9 }),
    )
    expect(log.items).toContainEqual(expect.objectContaining({ code: 'ticket-recalled', detail: id }))
  }, 60_000)

  await connection.close()
  const uri = `smitp+tcp://127.0.0.1:${door.port}`
  const onSite = { data, ticket, timeout: 10, json: true }
  const read = await printed<Record<string, unknown>>(() => readConcentrator(uri, [], onSite))
  expect(read).toMatchObject({ state: { firmware: { version: '1.2' } }, settings: { attempts: 4 }, jobs: [] })
  expect(JSON.stringify(read.log)).toContain('ticket-accepted')
  expect(await printed(() => setConcentrator(uri, { ...onSite, attempts: 6 }))).toMatchObject({ attempts: 6 })
  expect(await printed(() => runConcentratorEntry(uri, 'search', onSite))).toEqual({ entry: 'search' })
  await expect(readConcentrator(uri, ['secrets'], onSite)).rejects.toMatchObject({ layer: 'input' })

  await expect(readConcentrator(uri, [], { ...onSite, ticket: recalled })).rejects.toMatchObject({
    code: 'recalled',
  })
  const stranger = join(folder, 'stranger')
  FieldDevice.make(stranger, key)
  await expect(readConcentrator(uri, [], { ...onSite, data: stranger })).rejects.toMatchObject({
    code: 'unproven',
  })
  const forged = join(folder, 'forged.json')
  writeFileSync(forged, readFileSync(ticket, 'utf8').replace(/"signature": "../, '"signature": "AA'))
  await expect(readConcentrator(uri, [], { ...onSite, ticket: forged })).rejects.toMatchObject({
    code: 'altered',
  })
})
