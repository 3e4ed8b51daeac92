import { obis } from '@ferraris/cosem'
import { layCable, socatIsHere } from '@ferraris/testing'
import { afterEach, expect, test } from 'vitest'
import { withAnyMeter } from '../open/with-any-meter.ts'
import { profileDocument } from './read-document.ts'
import { readRegisters, readRows } from './reading.ts'
import { servedMeter } from './served-meter.fixture.ts'

const profiles = ['1.0.99.1.0.255', '1.0.99.2.0.255', '0.0.98.1.0.255', '0.0.99.98.0.255'].map(obis)
/** Two local days about the end of daylight saving, and all there is of the others. */
const days = {
  from: { year: 2026, month: 10, dayOfMonth: 24, hour: 0, minute: 0, second: 0 },
  to: { year: 2026, month: 10, dayOfMonth: 26, hour: 0, minute: 0, second: 0 },
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

/** Registers, clock and all kinds of profiles, as programs get them. */
function readAll(uri: string, keys: string) {
  return withAnyMeter(uri, { keys, timeout: 20 }, async ({ meter }) => {
    const rows = []
    for (const name of profiles)
      rows.push(profileDocument(await readRows(meter, name, name === profiles[0] ? days : {})))
    const { time } = await meter.clock()
    return { registers: await readRegisters(meter), time, rows }
  })
}

test.skipIf(!socatIsHere())('uc MM-6 the same reading comes out on every way to a meter', async () => {
  const cable = await layCable()
  open.push({ close: cable.unplug })
  const served = await servedMeter({ optical: cable.ends[0] })
  open.push(served)
  served.meter.store.supply.execute('remote-disconnect', served.clock.at / 1000 - 3600)
  served.meter.store.supply.execute('remote-reconnect', served.clock.at / 1000)
  const keys = JSON.stringify(served.ring)
  const uris = { ...served.uris, ...served.opticalUris(cable.ends[1]) }
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
})
