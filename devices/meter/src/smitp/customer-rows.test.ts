import { profiles } from '@ferraris/chain2'
import { decode, encode } from '@ferraris/codec'
import { aca, addressToOctets } from '@ferraris/smitp/mac'
import { catalogue } from '@ferraris/smitp/tables'
import { expect, test } from 'vitest'
import { bench, noon } from './bench.fixture.ts'

const address = addressToOctets(aca('4D4143000001'))
function key(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet)
}
const keys = { initialKey: key(9), encryptionKey: key(1), authenticationKey: key(2) }
const device = { address, role: 'exchange', pod: 'IT001E00000001', ...keys } as const
const wish = { profile: profiles.monitoring, gap: 300, weeklyThreshold: 50_000 }

function set(row: number, data: Uint8Array) {
  return { kind: 'write.request', table: 50, row, data } as const
}

test('table 50 associates a device with its keys, says what it is told, counts what has left, and revokes', () => {
  const { meter, clock, client } = bench()
  const { ask, answered, row } = client()
  answered(set(0, encode(catalogue.customerSettings.codec, wish)))
  answered(set(2, encode(catalogue.customerDeviceKeys.codec, device)))
  expect(decode(catalogue.customerSettings.codec, row(50, 0))).toEqual(wish)
  expect(decode(catalogue.customerDevice.codec, row(50, 1))).toEqual({
    address,
    role: 'exchange',
    since: noon,
    keyedAt: noon,
    pod: device.pod,
  })
  expect(meter.chain2.association).toMatchObject({ aca: '4D4143000001', ...keys })

  clock.seconds += 7200
  for (const _ of meter.chain2.departures(clock.seconds)) void _
  const [day] = meter.chain2.sent.days(meter.store)
  const number = Math.floor(noon / 86_400)
  const sent = decode(catalogue.customerSent.codec, row(50, 3 + (number % 60)))
  expect(sent).toMatchObject({ day: number, loadCurve: day!.loadCurve, instPower: day!.instPower })
  expect(sent.loadCurve).toBe(8)
  expect(ask({ kind: 'read.request', table: 50, row: 3 + ((number + 1) % 60) })).toMatchObject({
    refusal: 'row-undefined',
  })

  answered({ kind: 'reset-table.request', table: 50, row: 1 })
  expect(meter.chain2.association).toBeUndefined()
  expect(ask({ kind: 'read.request', table: 50, row: 1 })).toMatchObject({ refusal: 'row-undefined' })
})

test('table 50 keeps its keys, and takes nothing that is wrong', () => {
  const { meter, client } = bench()
  const { ask, answered } = client()
  answered(set(2, encode(catalogue.customerDeviceKeys.codec, device)))
  expect(ask({ kind: 'read.request', table: 50, row: 2 })).toMatchObject({ refusal: 'access-denied' })
  const settings = encode(catalogue.customerSettings.codec, { ...wish, gap: 0 })
  expect(ask(set(0, settings))).toMatchObject({ refusal: 'value-refused' })
  const long = { ...device, pod: 'IT001E00000001234' }
  expect(ask(set(2, encode(catalogue.customerDeviceKeys.codec, long)))).toMatchObject({
    refusal: 'value-refused',
  })
  expect(ask(set(2, address))).toMatchObject({ kind: 'refused' })
  expect(meter.chain2.association).toMatchObject(keys)
})
