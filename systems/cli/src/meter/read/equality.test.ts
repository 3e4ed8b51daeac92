import { obis } from '@ferraris/cosem'
import { layCable, socatIsHere } from '@ferraris/testing'
import { isSmitpUri } from '@ferraris/transport'
import { afterEach, expect, test } from 'vitest'
import { readClock } from './clock.ts'
import { readObjectList } from './object-list.ts'
import { withMeter } from '../open/open-meter.ts'
import { profileDocument } from './read-document.ts'
import { readProfile } from './read-profile.ts'
import { readRegisters } from './read-registers.ts'
import { withSmitpMeter } from '../open/open-smitp-meter.ts'
import { readTableClock, readTableRegisters } from './read-tables.ts'
import { servedMeter } from './served-meter.fixture.ts'
import { readTableProfile } from './table-profiles.ts'

const profiles = ['1.0.99.1.0.255', '1.0.99.2.0.255', '0.0.98.1.0.255', '0.0.99.98.0.255'] as const
/** Two local days about the end of daylight saving, and all there is of the others. */
const span = { from: Date.UTC(2026, 9, 23, 22) / 1000, to: Date.UTC(2026, 9, 25, 23) / 1000 }
const days = {
  from: { year: 2026, month: 10, dayOfMonth: 24, hour: 0, minute: 0, second: 0 },
  to: { year: 2026, month: 10, dayOfMonth: 26, hour: 0, minute: 0, second: 0 },
}
const everything = { from: 0, to: 0xffff_ffff }
function isLoad(name: string) {
  return name === profiles[0]
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

/** Registers, clock and all kinds of profiles, as programs get them. */
async function readAll(uri: string, keys: string) {
  const options = { keys, timeout: 20 }
  const document = (profile: Parameters<typeof profileDocument>[0]['profile']) =>
    profileDocument({ profile, intervals: undefined })
  if (isSmitpUri(uri)) {
    return await withSmitpMeter(uri, options, async meter => {
      const { session, zone } = meter
      const read = (name: string) => readTableProfile(session, zone, name, isLoad(name) ? span : everything)
      const rows = []
      for (const name of profiles) rows.push(document(await read(name)))
      const { time } = await readTableClock(meter)
      return { registers: await readTableRegisters(meter), time, rows }
    })
  }
  return await withMeter(uri, options, async ({ session }) => {
    const list = await readObjectList(session)
    const rows = []
    for (const name of profiles)
      rows.push(document(await readProfile(session, list, obis(name), isLoad(name) ? days : {})))
    const { time } = await readClock(session)
    return { registers: await readRegisters(session, list), time, rows }
  })
}

test('the same reading comes out on every way to a meter', async () => {
  const cable = socatIsHere() ? await layCable() : undefined
  if (cable) open.push({ close: cable.unplug })
  const served = await servedMeter({ optical: cable?.ends[0] })
  open.push(served)
  served.meter.store.supply.execute('remote-disconnect', served.clock.at / 1000 - 3600)
  served.meter.store.supply.execute('remote-reconnect', served.clock.at / 1000)
  const keys = JSON.stringify(served.ring)
  const uris = { ...served.uris, ...(cable && served.opticalUris(cable.ends[1])) }
  const cosem = await readAll(uris['DLMS/IP'], keys)
  expect(cosem.rows.map(({ rows }) => rows.length)).toEqual([197, 61, 3, expect.any(Number)])
  expect(cosem.rows[3]!.rows.length).toBeGreaterThan(1)
  for (const [way, uri] of Object.entries(uris)) {
    const { registers, time, rows } = await readAll(uri, keys)
    expect(rows, way).toEqual(cosem.rows)
    expect(time, way).toEqual(cosem.time)
    expect(registers.length, way).toBeGreaterThanOrEqual(8)
    expect(cosem.registers, way).toEqual(expect.arrayContaining(registers))
  }
}, 120_000)
