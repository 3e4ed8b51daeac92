import { type Data, data, decodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import type { ClientAuthentication } from '@ferraris/dlms/client'
import { SuiteKeys, wrapKey } from '@ferraris/dlms/security'
import { idisCodes } from '@ferraris/metering'
import { LinkedClient, testMeter } from '@ferraris/testing/meter'
import { expect, test } from 'vitest'
import { civilDay } from '../calendar/civil-day.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import type { FurtherClient, MeterKeys } from './meter-keys.ts'

const origin = civilDay(2026, 11, 1)
const now = Date.UTC(2026, 10, 20, 8)
function key(fill: number): Uint8Array {
  return new Uint8Array(16).fill(fill)
}
const further: readonly FurtherClient[] = [
  { address: 20, rights: 'reader', authentication: 'low', secret: Buffer.from('12345678') },
  { address: 21, rights: 'management', authentication: 'sha256', secret: Buffer.from('an old secret') },
]
const keys: MeterKeys = {
  reader: { guek: key(1), gak: key(2) },
  management: { guek: key(3), gak: key(4) },
  masterKey: key(9),
  further,
}
const title = Buffer.from('CLI00001')
let counter = 0

function bench(memory = inMemory()) {
  const meter = testMeter({ seed: 1, origin, depthDays: 20, memory, keys, clock: { now: () => now } })
  const connect = (address: number, authentication: ClientAuthentication, dedicatedKey?: Uint8Array) => {
    const pair = address === 1 ? keys.management : keys.reader
    counter += 1000
    const client = new LinkedClient(
      meter.server,
      {
        authentication,
        systemTitle: title,
        ...(address < 16 && {
          security: {
            systemTitle: title,
            keys: new SuiteKeys(pair.guek, pair.gak),
            protection: { authenticated: true, encrypted: true },
            ...(dedicatedKey && { dedicatedKey }),
          },
        }),
        proposedConformance: conformanceOf('get', 'set', 'action', 'block-transfer-with-get-or-read'),
        maxReceivePduSize: 1024,
        maxResponseLength: 100_000,
      },
      { address, firstCounter: counter },
    )
    return {
      get(name: string, attribute: number): Data | string {
        const [result] = client.ask({
          service: 'get',
          items: [{ classId: 15, obis: obis(name), attribute }],
        })
        return result?.kind === 'data' ? decodeData(result.data) : String(result?.result)
      },
      set(name: string, attribute: number, value: Data) {
        const items = [{ classId: 15, obis: obis(name), attribute, value }]
        return client.ask({ service: 'set', items })[0]
      },
      act(name: string, method: number, parameter: Data) {
        const items = [{ classId: 15, obis: obis(name), method, parameter }]
        return client.ask({ service: 'action', items })[0]?.result
      },
    }
  }
  return { meter, connect }
}

function gmac(): ClientAuthentication {
  return { mechanism: 'gmac', challenge: key(7) }
}
function low(password: string): ClientAuthentication {
  return { mechanism: 'low', password: Buffer.from(password) }
}
function sha256(secret: string): ClientAuthentication {
  return { mechanism: 'sha256', secret: Buffer.from(secret), challenge: key(8) }
}
const current = '0.0.40.0.0.255'

test('every association is listed, with whom it is for and the setup that its counter is named after', () => {
  const { connect } = bench()
  const { get } = connect(1, gmac())
  const list = get(current, 2)
  if (typeof list === 'string' || list.type !== 'array') throw new Error('no list')
  const names = list.value.flatMap(it => {
    if (it.type !== 'structure' || it.value[0]?.value !== 15) return []
    const name = it.value[2]?.value
    return name instanceof Uint8Array ? [name.join('.')] : []
  })
  expect(names).toEqual([0, 1, 2, 3, 4, 5].map(e => `0.0.40.0.${e}.255`))
  const partners = names.slice(1).map(name => get(name, 3))
  expect(partners).toEqual(
    [1, 2, 16, 20, 21].map(sap => data.structure(data.integer(sap), data.longUnsigned(1))),
  )
  expect(names.map(name => get(name, 9))).toEqual(
    [0, 1, 2, 0, 0, 0].map(e => data.octets(Uint8Array.of(0, 0, 43, 0, e, 255))),
  )
})

test('the context tells the dedicated key that the client gave, to that client, and no system title', () => {
  const { connect } = bench()
  const cipheringInfo = (value: Data | string) => {
    if (typeof value === 'string' || value.type !== 'structure') throw new Error(String(value))
    return value.value[5]
  }
  const withKey = connect(1, gmac(), key(5))
  expect(cipheringInfo(withKey.get(current, 5))).toEqual(data.octets(key(5)))
  expect(cipheringInfo(withKey.get('0.0.40.0.2.255', 5))).toEqual(data.octets(new Uint8Array()))
  expect(cipheringInfo(connect(1, gmac()).get(current, 5))).toEqual(data.octets(new Uint8Array()))
})

test('a password is written by its client or by management, never read, and outlives a restart', () => {
  const memory = inMemory()
  const { connect, meter } = bench(memory)
  const client = connect(20, low('12345678'))
  expect(client.get(current, 7)).toBe('read-write-denied')
  expect(client.set(current, 7, data.octets(Buffer.from('87654321')))).toBe('success')
  expect(() => connect(20, low('12345678'))).toThrow()
  connect(20, low('87654321'))
  expect(meter.store.events.of('standard', now / 1000).at(-1)?.code).toBe(idisCodes.keysChanged)
  const restarted = bench(memory)
  const management = restarted.connect(1, gmac())
  expect(management.set('0.0.40.0.4.255', 7, data.octets(Buffer.from('third')))).toBe('success')
  expect(management.set('0.0.40.0.5.255', 7, data.octets(Buffer.from('third')))).toBe('other-reason')
  expect(management.set(current, 7, data.octets(Buffer.from('third')))).toBe('other-reason')
  restarted.connect(20, low('third'))
})

test('a secret of HLS is changed in an encrypted request, or wrapped with the master key', () => {
  const { connect } = bench()
  const client = connect(21, sha256('an old secret'))
  expect(client.act(current, 2, data.octets(Buffer.from('in the clear')))).toBe('other-reason')
  const wrapped = wrapKey(key(9), Buffer.from('sixteen octets .'))
  expect(client.act(current, 2, data.octets(wrapped))).toBe('success')
  expect(() => connect(21, sha256('an old secret'))).toThrow()
  connect(21, sha256('sixteen octets .'))
  const management = connect(1, gmac())
  expect(management.act('0.0.40.0.5.255', 2, data.octets(Buffer.from('another')))).toBe('success')
  connect(21, sha256('another'))
  expect(management.act(current, 2, data.octets(key(1)))).toBe('other-reason')
})
