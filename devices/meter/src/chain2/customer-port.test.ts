import { profiles } from '@ferraris/chain2'
import { data } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import type { ClientAuthentication } from '@ferraris/dlms/client'
import { SuiteKeys } from '@ferraris/dlms/security'
import { secondsOf } from '@ferraris/metering'
import { aca } from '@ferraris/smitp/mac'
import { LinkedClient, testMeter } from '@ferraris/testing/meter'
import { expect, test } from 'vitest'
import { objects } from '../cosem/objects.ts'
import { clients } from '../security/clients.ts'
import { inMemory } from '../store/memory/non-volatile.ts'
import { noSettings } from './association.ts'

const now = Date.UTC(2026, 10, 20, 8)
const title = Buffer.from('CLI00001')
function key(octet: number): Uint8Array {
  return new Uint8Array(16).fill(octet)
}
/** What a customer's device holds. */
const operating = { encryptionKey: key(1), authenticationKey: key(2) }
const initialKey = key(9)

function withDevice() {
  const memory = inMemory()
  const meter = testMeter({ memory, clock: { now: () => now } })
  const device = { aca: aca('4D4143000001'), pod: 'IT001E00000001', role: 'exchange', initialKey } as const
  meter.chain2.configure({ ...noSettings, profile: profiles.prepaid }, secondsOf(now))
  meter.chain2.associate(device, operating, secondsOf(now))
  const connect = (address: number, authentication: ClientAuthentication, keys?: SuiteKeys) =>
    new LinkedClient(
      meter.server,
      {
        authentication,
        systemTitle: title,
        ...(keys && {
          security: { systemTitle: title, keys, protection: { authenticated: true, encrypted: true } },
        }),
        proposedConformance: conformanceOf('get', 'set', 'action'),
        maxReceivePduSize: 1024,
        maxResponseLength: 100_000,
      },
      { address },
    )
  return { meter, memory, connect }
}

test('uc SEC-10 the keys that a customer’s device holds open no association of the meter', () => {
  const { meter, connect } = withDevice()
  for (const address of [clients.management, clients.reader])
    for (const keys of [
      new SuiteKeys(operating.encryptionKey, operating.authenticationKey),
      new SuiteKeys(initialKey, initialKey),
    ])
      expect(() => connect(address, { mechanism: 'gmac', challenge: key(7) }, keys)).toThrow()
  expect(meter.store.events.all(secondsOf(now)).length).toBeGreaterThan(0)
})

test('uc SEC-10 without keys nothing that a meter has can be written or ordered', () => {
  const { meter, connect } = withDevice()
  const client = connect(clients.public, { mechanism: 'none' })
  const before = meter.chain2.settings
  const taken: string[] = []
  let asked = 0
  for (const { classId, obis, attributes, methods } of objects[1].entries) {
    for (const attribute of attributes.keys())
      for (const value of [data.longUnsigned(1), data.octets(key(5)), data.boolean(true)]) {
        asked++
        const [result] = client.ask({
          service: 'set',
          items: [{ classId, obis, attribute, value }],
        })
        if (result === 'success') taken.push(`${obis} ${attribute}`)
      }
    for (const method of methods.keys()) {
      if (method < 0) continue
      asked++
      const [result] = client.ask({
        service: 'action',
        items: [{ classId, obis, method, parameter: data.integer(0) }],
      })
      if (result?.result === 'success') taken.push(`${obis} method ${method}`)
    }
  }
  expect(asked).toBeGreaterThan(500)
  expect(taken).toEqual([])
  expect(meter.chain2.settings).toEqual(before)
  expect(meter.chain2.association).toMatchObject(operating)
})
