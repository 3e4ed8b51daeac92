import { layCable, socatIsHere } from '@ferraris/testing'
import { LocalAccess, listenSmitp, type SmitpMedium, serveOptical } from '@ferraris/transport'
import {
  newKeyPair,
  privateKeyOf,
  publicHalf,
  signDocument,
  type Ticket,
  ticketKind,
} from '@ferraris/work-order'
import { afterEach, describe, expect, test } from 'vitest'
import { hourMs, minuteMs, TestSection } from '../testing/section.fixture.ts'
import { localService } from './local-service.ts'

const headEnd = privateKeyOf(newKeyPair('ed25519'))
const device = privateKeyOf(newKeyPair('ed25519'))

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})
function opened<T extends { close(): unknown }>(it: T): T {
  open.push(it)
  return it
}

/** A concentrator that has read its meters, and then has lost its head-end. */
function lonelySection(): TestSection {
  const section = new TestSection({ meters: 3, settings: { historyDays: 2 } })
  section.tell({ kind: 'trust', key: publicHalf(headEnd) })
  section.run(3 * hourMs)
  section.concentrator.disconnected(section.line.now)
  return section
}

function ticketOf(section: TestSection, change: Partial<Ticket> = {}, signer = headEnd): string {
  const iso = (time: number) => new Date(time).toISOString()
  const { now } = section.line
  return signDocument(
    ticketKind,
    {
      id: '11111111-2222-4333-8444-555555555555',
      concentrator: { name: 'CS-1', identity: section.headEnd.last('own-state')!.state.identity },
      fieldDevice: { name: 'tablet-7', sealing: 'A'.repeat(43), signing: publicHalf(device) },
      right: 'read',
      issuedAt: iso(now - minuteMs),
      notBefore: iso(now - minuteMs),
      notAfter: iso(now + hourMs),
      ...change,
    } satisfies Ticket,
    signer,
  )
}

function serviceOf(section: TestSection) {
  return localService(
    () => {
      const answer = section.concentrator.localAccess()
      return octets => answer(octets, section.line.now)
    },
    error => {
      throw error
    },
  )
}

const identification = {
  manufacturer: 'FER',
  baudCharacter: '5',
  capabilities: '4',
  identification: 'FERRARISDC',
}

const media: Record<string, (section: TestSection) => Promise<SmitpMedium>> = {
  Ethernet: async section => {
    const ends = {
      host: '127.0.0.1',
      port: 0,
      maxConnections: 2,
      idleTimeoutMs: 60_000,
      protectsItself: true,
    }
    const { port } = opened(await listenSmitp({ service: serviceOf(section), ...ends }))
    return { medium: 'tcp', host: '127.0.0.1', port }
  },
  ...(socatIsHere() && {
    'the optical port': async (section: TestSection): Promise<SmitpMedium> => {
      const { ends, unplug } = await layCable()
      open.push({ close: unplug })
      opened(await serveOptical({ service: serviceOf(section), path: ends[0], identification }))
      return { medium: 'serial', path: ends[1] }
    },
  }),
}

async function reach(place: SmitpMedium, ticket: string, signing = device): Promise<LocalAccess> {
  return opened(await LocalAccess.open(place, { ticket, signing, timeoutMs: 20_000 }))
}

describe.each(Object.entries(media))('by %s, while the head-end is away', (_, serve) => {
  test('uc K-21 a field device reads state, meters, readings, log and files', async () => {
    const section = lonelySection()
    const access = await reach(await serve(section), ticketOf(section))
    expect(await access.ask({ kind: 'own-state' })).toMatchObject({ state: { firmware: { version: '1' } } })
    expect(await access.ask({ kind: 'settings' })).toMatchObject({ settings: { attempts: 4 } })
    const inventory = await access.ask({ kind: 'inventory' })
    expect(inventory.kind === 'inventory' && inventory.neighbours.map(({ state }) => state)).toEqual(
      Array(3).fill('adopted'),
    )
    const log = await access.ask({ kind: 'own-events', after: 0 })
    const codes = log.kind === 'own-events' ? log.events.map(({ code }) => code) : []
    expect(codes).toEqual(expect.arrayContaining(['started', 'head-end-lost', 'ticket-accepted']))
    const { aca } = section.meters[1]!
    const first = await access.ask({ kind: 'results', after: 0, aca })
    if (first.kind !== 'results') throw new Error(first.kind)
    expect(first.results.length).toBeGreaterThan(1)
    expect(new Set(first.results.map(result => result.aca))).toEqual(new Set([aca]))
    expect(section.headEnd.results.get(first.results[0]!.key)).toEqual(first.results[0])
    expect(await access.ask({ kind: 'results', after: first.next, aca })).toMatchObject({ results: [] })
    expect(await access.ask({ kind: 'files' })).toEqual({ kind: 'files', files: [] })
  })

  test('uc K-21 changes need a ticket that allows them, and are kept and logged', async () => {
    const section = lonelySection()
    const place = await serve(section)
    const reader = await reach(place, ticketOf(section))
    const change = { kind: 'set-settings', settings: { attempts: 7 } } as const
    expect(await reader.ask(change)).toMatchObject({ kind: 'refused' })
    await reader.close()
    const technician = await reach(place, ticketOf(section, { right: 'change' }))
    expect(await technician.ask(change)).toEqual({ kind: 'done' })
    const absurd = { kind: 'set-settings', settings: { channels: ['1.0.99.8.0.255'] } } as const
    expect(await technician.ask(absurd)).toMatchObject({ kind: 'refused' })
    expect(await technician.ask({ kind: 'settings' })).toMatchObject({ settings: { attempts: 7 } })
    expect(await technician.ask({ kind: 'run-now', entry: 'search' })).toEqual({ kind: 'done' })
    section.concentrator.connected(section.line.now)
    section.run(minuteMs)
    expect(section.headEnd.last('settings')).toMatchObject({ settings: { attempts: 7 } })
    expect([...section.headEnd.log.values()].map(({ detail }) => detail)).toContain(
      'tablet-7: settings attempts',
    )
  })

  test.each([
    ['expired', (section: TestSection) => ticketOf(section, { notAfter: '2026-01-01T00:00:00Z' }), device],
    ['altered', (section: TestSection) => ticketOf(section, {}, device), device],
    ['unproven', (section: TestSection) => ticketOf(section), headEnd],
  ])('uc K-21 a ticket that is %s opens nothing, and the log says so once', async (code, ticket, signing) => {
    const section = lonelySection()
    const place = await serve(section)
    await expect(reach(place, ticket(section), signing)).rejects.toMatchObject({ layer: 'ticket', code })
    await expect(reach(place, ticket(section), signing)).rejects.toMatchObject({ layer: 'ticket', code })
    section.concentrator.connected(section.line.now)
    section.run(minuteMs)
    expect(section.headEnd.logged().filter(code => code === 'ticket-refused')).toHaveLength(1)
    expect(section.headEnd.logged()).not.toContain('ticket-accepted')
  })
})

test('uc K-21 a ticket that is recalled opens nothing, ends its access, and stays so over a restart', async () => {
  const section = lonelySection()
  const place = await media.Ethernet!(section)
  const access = await reach(place, ticketOf(section))
  expect(await access.ask({ kind: 'jobs' })).toEqual({ kind: 'jobs', jobs: [] })
  // The head-end has recalled it meanwhile, and says so when the concentrator is back.
  const recalled = ['11111111-2222-4333-8444-555555555555']
  section.concentrator.connected(section.line.now)
  section.tell({ kind: 'trust', key: publicHalf(headEnd), recalled })
  await expect(access.ask({ kind: 'jobs' })).rejects.toMatchObject({ code: 'recalled' })
  section.run(minuteMs)
  expect(section.headEnd.logged()).toContain('ticket-recalled')
  const ticket = ticketOf(section)
  section.kill()
  section.concentrator.detach()
  const { store, headEnd: told, line } = section
  const again = new TestSection({ meters: 0, store, headEnd: told, line, isConnected: false })
  await expect(reach(await media.Ethernet!(again), ticket)).rejects.toMatchObject({ code: 'recalled' })
})

test('uc K-21 a ticket runs out while it is used', async () => {
  const section = lonelySection()
  const notAfter = new Date(section.line.now + 10 * minuteMs).toISOString()
  const access = await reach(await media.Ethernet!(section), ticketOf(section, { notAfter }))
  expect(await access.ask({ kind: 'jobs' })).toEqual({ kind: 'jobs', jobs: [] })
  section.run(11 * minuteMs)
  await expect(access.ask({ kind: 'jobs' })).rejects.toMatchObject({ code: 'expired' })
  await expect(access.ask({ kind: 'jobs' })).rejects.toMatchObject({ code: 'unproven' })
})
