import { randomBytes } from 'node:crypto'
import { Store } from '@ferraris/concentrator'
import { obis, zone } from '@ferraris/cosem'
import { placeConcentrator, plugIn } from '@ferraris/district'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import { createLine, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { SmitpKey } from '@ferraris/smitp/security'
import {
  DlmsSession,
  openDlms,
  openTunnelLink,
  parseMeterUri,
  SmitpSession,
  TunnelDialer,
  TunnelGate,
} from '@ferraris/transport'
import type { ProfileDay, UpMessage } from '@ferraris/uplink'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readObjectList } from './object-list.ts'
import { profileDocument } from './read-document.ts'
import { readProfile } from './read-profile.ts'
import { readRegisters } from './read-registers.ts'
import { readTableRegisters } from './read-tables.ts'
import { servedMeter } from './served-meter.fixture.ts'
import { readTableProfile } from './table-profiles.ts'

const rome = zone('Europe/Rome')
const profiles = ['1.0.99.1.0.255', '1.0.99.2.0.255', '0.0.98.1.0.255', '0.0.99.98.0.255'] as const
/** A day and its opening row; of the other profiles all there is. */
const day = '2026-11-19'
const midnight = Date.parse(`${day}T00:00:00+01:00`) / 1000
const days = {
  from: { year: 2026, month: 11, dayOfMonth: 19, hour: 0, minute: 0, second: 0 },
  to: { year: 2026, month: 11, dayOfMonth: 20, hour: 0, minute: 0, second: 0 },
}

let served: Awaited<ReturnType<typeof servedMeter>>
let reference: Reading
let line: Awaited<ReturnType<typeof behindConcentrator>>
beforeAll(async () => {
  served = await servedMeter({ phases: 1 })
  line = await behindConcentrator()
  reference = await overDlms(await openDlms(parseMeterUri(served.uris['DLMS/IP']), association()))
})
afterAll(async () => {
  await line.close()
  await served.close()
})

interface Reading {
  readonly registers: readonly object[]
  readonly rows: readonly object[]
}

/** The meter on a power line behind a concentrator that has called in: time passes there as fast as it can. */
async function behindConcentrator() {
  const plan = planDistrict({ meters: 4, hops: 1, seed: 2 })
  const mains = createLine(plan, 2, { simulation: new Simulation(served.clock.at) })
  const face = served.meter.smitp!
  face.plugIn(plugIn(mains, plan.homes[2]!.id, face.aca))
  const told: UpMessage[] = []
  const { concentrator, remove } = placeConcentrator(mains, {
    substation: 'S1',
    zone: rome,
    store: Store.inMemory(),
    random: randomFrom(4),
    uplink: { publish: message => void told.push(message) },
    settings: { historyDays: 3 },
  })
  const gate = await TunnelGate.listen({ host: '127.0.0.1', port: 0, authenticate: async () => true })
  const tunnel = new TunnelDialer({
    place: { host: '127.0.0.1', port: gate.port },
    concentrator: 'C1',
    credential: 'C1',
    onRequest: ({ aca, ...said }) =>
      new Promise(resolve => concentrator.passThrough(aca, said, resolve, mains.now)),
  })
  mains.run(mains.now + 10 * 60_000)
  const timer = setInterval(() => mains.run(mains.now + 200), 1)
  while (!gate.has('C1')) await new Promise(resolve => setTimeout(resolve, 5))
  return {
    gate,
    aca: face.aca,
    /** What the concentrator itself reads when it has got the meter. */
    async resultsOf(keys: { k1: string; k2: string }): Promise<ProfileDay[]> {
      concentrator.connected(mains.now)
      const adoption = { aca: face.aca, serial: served.serial, ...keys }
      concentrator.received({ kind: 'adopt', meters: [adoption] }, mains.now)
      mains.run(mains.now + 30 * 60_000)
      return told
        .flatMap(message => (message.kind === 'results' ? message.results : []))
        .filter(result => result.kind === 'profile-day')
    },
    async close() {
      clearInterval(timer)
      remove()
      await tunnel.close()
      await gate.close()
    },
  }
}

/** How the reader's association is opened, whatever carries it. */
function association() {
  const { guek, gak } = served.ring.find(its => 'client' in its && its.client === 2) as {
    guek: string
    gak: string
  }
  counter += 1000
  return {
    timeout: 60_000,
    counters: { next: counter, end: counter + 1000 },
    settings: {
      authentication: { mechanism: 'gmac', challenge: randomBytes(16) },
      security: {
        systemTitle: Buffer.from('TESTCLNT'),
        keys: new SuiteKeys(Buffer.from(guek, 'hex'), Buffer.from(gak, 'hex')),
        protection: { authenticated: true, encrypted: true },
      },
      proposedConformance: conformanceOf('get', 'selective-access', 'block-transfer-with-get-or-read'),
      // What one message over the line can carry.
      maxReceivePduSize: 1024,
      maxResponseLength: 1_000_000,
    },
  } as const
}
let counter = 0

async function overDlms(session: DlmsSession): Promise<Reading> {
  const list = await readObjectList(session)
  const rows = []
  for (const name of profiles) {
    const range = name === profiles[0] ? days : {}
    rows.push(
      profileDocument({ profile: await readProfile(session, list, obis(name), range), intervals: undefined }),
    )
  }
  const registers = await readRegisters(session, list)
  session.close()
  return { registers, rows }
}

async function overTables(session: SmitpSession): Promise<Reading> {
  const rows = []
  for (const name of profiles) {
    const span =
      name === profiles[0] ? { from: midnight, to: midnight + 86_400 } : { from: 0, to: 0xffff_ffff }
    rows.push(
      profileDocument({ profile: await readTableProfile(session, rome, name, span), intervals: undefined }),
    )
  }
  const meter = { session, zone: rome } as Parameters<typeof readTableRegisters>[0]
  return { registers: await readTableRegisters(meter), rows }
}

function lineKeys() {
  return served.ring.find(its => 'k1' in its) as { k1: string; k2: string }
}

/** The ways to a meter that has no network: beside those to a meter at hand, which `ferraris meter read` knows. */
const ways: Record<string, () => Promise<Reading>> = {
  'DLMS over SMITP over the power line': async () => {
    const { gate, aca } = line
    const place = { concentrator: 'C1', aca, client: 2, server: 1 }
    return await overDlms(
      await DlmsSession.open(await openTunnelLink(gate, place, { timeout: 60_000 }), association()),
    )
  },
  'tables of SMITP over the power line': async () => {
    const { gate, aca } = line
    const { k1, k2 } = lineKeys()
    const channel = {
      peer: aca,
      isStream: false,
      repetitions: 3,
      close: async () => {},
      ask: ({ dsap, ecc, lsdu }: { dsap: number; ecc: 'none'; lsdu: Uint8Array }) =>
        gate.request('C1', { aca, dsap, ecc, lsdu }, { timeout: 60_000 }),
    }
    const keys = { write: new SmitpKey(Buffer.from(k1, 'hex')), read: new SmitpKey(Buffer.from(k2, 'hex')) }
    return await overTables(
      new SmitpSession(channel as ConstructorParameters<typeof SmitpSession>[0], {
        security: { aca, keys, mode: 'hardened' },
        random: length => randomBytes(length),
        keep: () => {},
      }),
    )
  },
}

test.each(Object.entries(ways))('a reading by %s equals that by DLMS over IP', async (_, read) => {
  const { registers, rows } = await read()
  expect(rows).toEqual(reference.rows)
  expect(registers.length).toBeGreaterThanOrEqual(8)
  expect(reference.registers).toEqual(expect.arrayContaining([...registers]))
})

test('the day that a concentrator reads by itself equals that by DLMS over IP', async () => {
  const results = await line.resultsOf(lineKeys())
  const found = results.find(result => result.day === day)!
  const { rows } = reference.rows[0] as { rows: (number | string)[][] }
  expect(rows).toHaveLength(97)
  for (const [index, { increments }] of found.registers.entries()) {
    const totals = rows.map(row => Number(row[2 + index]))
    expect(increments).toEqual(totals.slice(1).map((total, i) => total - totals[i]!))
  }
})
