import { randomBytes } from 'node:crypto'
import { DlmsError } from '@ferraris/dlms'
import { keyNamed, namedKeys } from '@ferraris/testing/meter'
import { TransportError } from '@ferraris/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { DlmsMeter } from '../../access/dlms-meter.ts'
import { programmedMeter } from '../programmed-meter.fixture.ts'
import { programmes } from '../table.ts'
import type { KeyChange, NewMeterKeys } from './key-change.ts'

type Bench = Awaited<ReturnType<typeof programmedMeter>>
let bench: Bench
afterEach(() => bench.close())

function long(name: string): Uint8Array {
  return Buffer.concat([keyNamed(`${name} 1`), keyNamed(`${name} 2`)])
}
const management = { guek: long('guek'), gak: long('gak') }
const masterKey = long('master')

/** A meter of suite 2. */
async function longKeys(): Promise<Bench> {
  const reader = { guek: long('a'), gak: long('b') }
  return await programmedMeter({ keys: { suite: 2, reader, management, masterKey }, suite: 2, management })
}

test('a policy that is in force already is left; signatures are refused by a setup that knows none', async () => {
  bench = await programmedMeter()
  const { steps } = await bench.perform('security-policy', { protection: 'authenticated' })
  expect(steps).toMatchObject([{ outcome: 'verified', found: 'authenticated, encrypted' }])
  const { steps: signed } = await bench.perform('security-policy', { protection: 'encrypted', signed: true })
  expect(signed).toMatchObject([{ outcome: 'refused', reason: expect.stringContaining('signatures') }])
})

test('a policy becomes stricter and is read back', async () => {
  bench = await longKeys()
  const { steps } = await bench.perform('security-policy', {
    protection: 'authenticated-encrypted',
    signed: true,
    object: '0.0.43.0.2',
  })
  expect(steps).toMatchObject([
    { target: '0.0.43.0.2.255 securityActivate', outcome: 'done' },
    {
      target: '0.0.43.0.2.255 securityPolicy',
      outcome: 'verified',
      found: 'authenticated, encrypted, signed',
    },
  ])
})

/** Keys that are kept here, and proven by real associations with the meter. */
class Kept implements KeyChange {
  isOwn = true
  keyLength: 16 | 32 = 16
  masterKey: Uint8Array | undefined = namedKeys.masterKey
  current = { guek: namedKeys.management.guek, gak: namedKeys.management.gak }
  next: NewMeterKeys | undefined
  recovered: KeyChange['recovered'] = []

  get stagedKeys() {
    return {
      guek: this.next?.['global-unicast-encryption'] ?? this.current.guek,
      gak: this.next?.authentication ?? this.current.gak,
    }
  }
  async staged() {
    return this.next
  }
  async stage(keys: NewMeterKeys) {
    this.next = keys
  }
  async proves(which: 'staged' | 'current') {
    try {
      const session = await bench.associate(which === 'staged' ? this.stagedKeys : this.current)
      await session.release()
      return true
    } catch (error) {
      if (error instanceof DlmsError) return false
      throw error
    }
  }
  async commit() {
    this.current = this.stagedKeys
    this.masterKey = this.next?.master ?? this.masterKey
    this.next = undefined
  }
}

describe('rotation of keys', () => {
  test('new keys are proven by an association before the old are dropped; the old ones open none any more', async () => {
    bench = await programmedMeter()
    const keys = new Kept()
    const old = keys.current
    const { steps } = await bench.perform('rotate-keys', {}, { keys: () => keys })
    expect(steps).toMatchObject([{ outcome: 'done' }, { target: '0.0.43.0.0.255 keys', outcome: 'verified' }])
    expect(keys.next).toBeUndefined()
    expect(keys.current.guek).not.toEqual(old.guek)
    await expect(bench.associate(old)).rejects.toBeInstanceOf(DlmsError)
    // No step says anything of a key.
    const texts = JSON.stringify(steps)
    for (const key of [old.guek, keys.current.guek, keys.current.gak])
      expect(texts).not.toContain(Buffer.from(key).toString('hex'))
  })

  test.each([
    ['after the meter has taken them', true],
    ['before they have reached the meter', false],
  ])('a power cut %s loses nothing: the next attempt finds out', async (_, reaches) => {
    bench = await programmedMeter()
    const keys = new Kept()
    const cut = () => {
      throw new TransportError('timeout', 'the power is gone')
    }
    const { session } = bench
    const broken = new DlmsMeter({
      server: session.server,
      get: (...items) => session.get(...items),
      set: (...items) => session.set(...items),
      action: async (...items) => {
        if (reaches) await session.action(...items)
        return cut()
      },
    })
    const rotate = programmes.get('rotate-keys')!
    await expect(rotate.perform(broken, {}, { ...bench.means, keys: () => keys })).rejects.toBeInstanceOf(
      TransportError,
    )
    expect(keys.next).toBeDefined()
    expect(await keys.proves('staged')).toBe(reaches)
    const again = new DlmsMeter(await bench.associate(reaches ? keys.stagedKeys : keys.current))
    const { steps } = await rotate.perform(again, {}, { ...bench.means, keys: () => keys })
    expect(steps.at(-1)).toMatchObject({ outcome: 'verified' })
    expect(keys.next).toBeUndefined()
    expect(await keys.proves('current')).toBe(true)
    // Exactly one change where the first one had arrived.
    const { store } = bench.device
    const changes = store.events.all(bench.means.now() / 1000).filter(({ code }) => code === 48)
    expect(changes).toHaveLength(1)
  })

  test('a master key goes under the old one, and the next key goes under the new', async () => {
    bench = await programmedMeter()
    const keys = new Kept()
    expect(
      (await bench.perform('rotate-keys', { keys: ['master'] }, { keys: () => keys })).steps.at(-1),
    ).toMatchObject({
      outcome: 'done',
    })
    expect(keys.masterKey).not.toEqual(namedKeys.masterKey)
    expect((await bench.perform('rotate-keys', {}, { keys: () => keys })).steps.at(-1)).toMatchObject({
      outcome: 'verified',
    })
  })

  test("another client's keys go to its own security setup, and leave those of management alone", async () => {
    bench = await programmedMeter()
    const keys = new Kept()
    keys.isOwn = false
    const asked: (number | undefined)[] = []
    keys.proves = async () => true
    const means = {
      keys: (client?: number) => {
        asked.push(client)
        return client === 2 ? keys : undefined
      },
    }
    const { steps } = await bench.perform('rotate-keys', { client: 2 }, means)
    expect(steps).toMatchObject([{ outcome: 'done' }, { target: '0.0.43.0.2.255 keys', outcome: 'verified' }])
    const own = await bench.associate()
    await own.release()
    expect((await bench.perform('rotate-keys', { client: 3 }, means)).steps).toMatchObject([
      { outcome: 'refused', reason: expect.stringContaining('client 3') },
    ])
    expect(asked).toEqual([2, 3])
  })

  test('suite 2 takes keys of 32 octets', async () => {
    bench = await longKeys()
    const keys = new Kept()
    keys.keyLength = 32
    keys.masterKey = masterKey
    keys.current = management
    expect((await bench.perform('rotate-keys', {}, { keys: () => keys })).steps.at(-1)).toMatchObject({
      outcome: 'verified',
    })
    expect(keys.current.guek).toHaveLength(32)
  })

  test('a wrong master key is refused by the meter; without one, or without a keeper, nothing is sent', async () => {
    bench = await programmedMeter()
    const keys = new Kept()
    keys.masterKey = randomBytes(16)
    expect((await bench.perform('rotate-keys', {}, { keys: () => keys })).steps).toMatchObject([
      { outcome: 'refused' },
    ])
    keys.masterKey = undefined
    keys.next = undefined
    expect((await bench.perform('rotate-keys', {}, { keys: () => keys })).steps).toMatchObject([
      { outcome: 'refused' },
    ])
    expect((await bench.perform('rotate-keys', {})).steps).toMatchObject([{ outcome: 'refused' }])
  })
})
