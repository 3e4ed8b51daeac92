import { createHash } from 'node:crypto'
import { type Data, decodeData, decodeDateTime, instantOf, obis } from '@ferraris/cosem'
import { syntheticHousehold } from '@ferraris/meter'
import { idisLogs, type RegisterRow } from '@ferraris/metering'
import { decodeCosem, encodeCosem } from '@ferraris/smitp/cosem'
import { dsaps } from '@ferraris/smitp/mac'
import { testMeter } from '@ferraris/testing/meter'
import type { ProfileDay } from '@ferraris/uplink'
import { expect, test } from 'vitest'
import { dayGrid, incrementsOf } from '../../reading/profile-day.ts'
import { hourMs, rome, TestSection } from '../../testing/section.fixture.ts'

function secret(name: string) {
  return createHash('sha256').update(name).digest().subarray(0, 16)
}
const channels = ['1.0.1.8.0.255', '1.0.2.8.0.255', '1.0.3.8.0.255', '1.0.4.8.0.255']

/** A real meter with both faces on the line of a section. */
function plugIn(section: TestSection, seed: number, number: number) {
  const keys = (name: string) => ({ guek: secret(`${name} guek`), gak: secret(`${name} gak`) })
  const serial = `FER0000004${number}`
  const meter = testMeter({
    serial,
    load: syntheticHousehold(seed, seed),
    seed,
    smitp: { operational: { write: secret('write'), read: secret('read') }, factory: secret('factory') },
    keys: { reader: keys('reader'), management: keys('management') },
    clock: { now: () => section.line.now },
  })
  meter.smitp!.plugIn(station => section.line.attach(`m${number}`, station))
  const hex = (name: string) => secret(name).toString('hex')
  section.tell({
    kind: 'adopt',
    meters: [{ aca: meter.smitp!.aca, serial, k1: hex('write'), k2: hex('read') }],
  })
  /** What the COSEM face shows to the reader. */
  const rowsOf = (profile: string): Data[][] => {
    const protection = { authenticated: true, encrypted: true }
    const context = { client: 2, mechanism: 'high-gmac', protection } as const
    const value = meter.server.device.get(
      context as unknown as Parameters<typeof meter.server.device.get>[0],
      { classId: 7, instanceId: obis(profile), attributeId: 2 },
    )
    const rows = typeof value === 'string' ? undefined : decodeData(value)
    if (rows?.type !== 'array') throw new Error(`${profile}: ${value}`)
    return rows.value.map(row => (row.type === 'structure' ? [...row.value] : []))
  }
  return { meter, rowsOf }
}

function number({ value }: Data): number {
  return typeof value === 'number' ? value : Number.NaN
}
function instant({ value }: Data): number {
  return value instanceof Uint8Array ? (instantOf(decodeDateTime(value)) ?? Number.NaN) : Number.NaN
}

test('uc FE-2 a DLMS session of the head-end goes to the meter and back in segments, though frames are lost', () => {
  const section = new TestSection({ meters: 0 })
  const { meter } = plugIn(section, 2, 1)
  section.run(hourMs)
  section.line.loss = 0.15
  // A GET before an association is answered by an exception; one padded beyond an LSDU goes in segments.
  for (const length of [10, 700]) {
    const apdu = Uint8Array.from({ length }, (_, i) => (i === 0 ? 0xc0 : i))
    let answered: { lsdu: Uint8Array } | undefined
    section.concentrator.passThrough(
      meter.smitp!.aca,
      { lsdu: encodeCosem({ server: 1, client: 16, apdu }), dsap: dsaps.cosem, ecc: 'none' },
      answer => {
        answered = answer
      },
      section.line.now,
    )
    expect(section.until(() => answered !== undefined, 60_000)).toBe(true)
    const { server, client, apdu: back } = decodeCosem(answered!.lsdu)
    expect([server, client, back[0]]).toEqual([1, 16, 0xd8])
  }
})

test('what is read through tables is what COSEM shows: days, registers at their end, events', () => {
  const section = new TestSection({ meters: 0, settings: { channels: channels, historyDays: 30 } })
  const subject = plugIn(section, 3, 1)
  section.run(hourMs)
  // A power cut by the switch in the middle of the day that is read next, and a clock that is set.
  subject.meter.store.supply.execute('remote-disconnect', Math.floor(section.line.now / 1000))
  section.run(3 * hourMs)
  subject.meter.store.supply.execute('remote-reconnect', Math.floor(section.line.now / 1000))
  subject.meter.store.setClock(Math.floor(section.line.now / 1000) + 700, Math.floor(section.line.now / 1000))
  section.run(26 * hourMs)

  const rows = subject.rowsOf('1.0.99.1.0.255')
  const days = section.headEnd.days() as ProfileDay[]
  expect(days).toHaveLength(31)
  for (const { day, registers } of days) {
    const shown = channels.map((obis, channel): [string, RegisterRow[]] => [
      obis,
      rows.map(row => ({
        time: instant(row[0]!),
        status: number(row[1]!),
        value: number(row[2 + channel]!),
      })),
    ])
    expect(registers).toEqual(incrementsOf(rome, dayGrid(rome, day), new Map(shown)))
    expect(registers[0]!.increments.some(increment => increment !== null && increment > 0)).toBe(true)
  }

  const closings = new Map(
    subject
      .rowsOf('1.0.99.2.0.255')
      .map(([stamp, , ...values]) => [instant(stamp!) * 1000, values.map(number)]),
  )
  const results = [...section.headEnd.results.values()]
  const snapshots = results.filter(result => result.kind === 'registers')
  expect(snapshots).toHaveLength(2)
  for (const { time, registers } of snapshots) {
    expect(registers.map(({ value }) => value)).toEqual(closings.get(time))
  }

  section.run(6 * hourMs)
  const log = Object.values(idisLogs)
    .flatMap(name => subject.rowsOf(name).slice(0, name === idisLogs.standard ? -1 : undefined))
    .map(([stamp, code]) => [instant(stamp!) * 1000, number(code!)])
  const events = [...section.headEnd.results.values()].flatMap(result =>
    result.kind === 'events' ? result.events : [],
  )
  expect(new Set(events.map(({ index }) => index)).size).toBe(events.length)
  expect(events.map(({ time, code }) => [time, code])).toEqual(expect.arrayContaining(log))
})
