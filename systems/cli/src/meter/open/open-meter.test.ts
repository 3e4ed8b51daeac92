import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fromHex, toHex } from '@ferraris/bytes'
import { data, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import { SuiteKeys } from '@ferraris/dlms/security'
import type { AssociationSettings, Requester } from '@ferraris/dlms/server'
import { type DlmsListener, formatMeterUri, listenDlms } from '@ferraris/transport'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { withMeter } from './open-meter.ts'

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const ring = JSON.stringify([{ guek: toHex(guek), gak: toHex(gak) }, { password: 'right' }])

let folder: string
const listeners: DlmsListener[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-open-'))
  writeFileSync(join(folder, 'keys.json'), ring)
})
afterEach(async () => {
  for (const listener of listeners.splice(0)) await listener.close()
  rmSync(folder, { recursive: true })
})

interface Stranger {
  /** The highest counter it has accepted from client 5. */
  readonly received?: number
  /** What it tells of that in public; the truth if absent. */
  readonly claims?: number | null
}

/** A foreign meter: one counter for all clients, a password for client 3, keys for client 5. */
async function stranger({
  received = -1,
  claims = received,
}: Stranger = {}): Promise<(client: number) => string> {
  let highest = received
  let own = 0
  const counters = {
    take: () => own++,
    received: () => highest,
    accept: (counter: number) => {
      highest = counter
    },
  }
  const associations = new Map<number, AssociationSettings>([
    [16, { authentication: { mechanism: 'lowest' } }],
    [3, { authentication: { mechanism: 'low', password: new TextEncoder().encode('right') } }],
    [
      5,
      {
        authentication: { mechanism: 'high-gmac' },
        security: {
          keys: new SuiteKeys(guek, gak),
          policy: { authenticated: true, encrypted: true },
          counters,
        },
      },
    ],
  ])
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: 1,
    maxConnections: 8,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
    settings: {
      systemTitle: fromHex('4142430000000001'),
      associations,
      random: length => new Uint8Array(length).fill(3),
      conformance: conformanceOf('get'),
      maxReceivePduSize: 1024,
      maxRequestLength: 1024,
      device: {
        get: ({ client }: Requester, { instanceId }) => {
          if (client === 16 && instanceId === '0.0.43.1.0.255' && claims !== null) {
            return encodeData(data.doubleLongUnsigned(claims))
          }
          return client === 16 ? 'object-undefined' : encodeData(data.unsigned(client))
        },
        set: () => 'read-write-denied',
        action: () => ({ result: 'object-undefined' }),
      },
    },
  })
  listeners.push(listener)
  const auth = { 3: 'low', 5: 'gmac', 16: 'none' } as const
  return client =>
    formatMeterUri({
      medium: 'tcp',
      host: '127.0.0.1',
      port: listener.port,
      framing: 'wrapper',
      client,
      server: 1,
      auth: auth[client as keyof typeof auth],
    })
}

/** One attribute as octets, in hex. */
function read(uri: string, options: { client?: string } = {}) {
  return withMeter(uri, { data: folder, timeout: 30, ...options }, async ({ session }) => {
    const [result] = await session.get({ classId: 1, obis: obis('0.0.96.1.0.255'), attribute: 2 })
    return result?.kind === 'data' ? toHex(result.data) : result?.result
  })
}

describe('a meter of another maker', () => {
  test('is opened with keys, with a password, or without either, as its URI says', async () => {
    const uri = await stranger()
    expect(await read(uri(5))).toBe('1105')
    expect(await read(uri(3))).toBe('1103')
    expect(await read(uri(16))).toBe('object-undefined')
    expect(await read(uri(5), { client: 'public' })).toBe('object-undefined')
  })

  test('that has seen higher counters is asked for them, in the one object it has for all clients', async () => {
    const uri = await stranger({ received: 700_000 })
    expect(await read(uri(5))).toBe('1105')
    expect(await read(uri(5))).toBe('1105')
  })

  test('that hides the counter it has seen is not guessed at', async () => {
    const uri = await stranger({ received: 700_000, claims: null })
    await expect(read(uri(5))).rejects.toMatchObject({ code: 'counter-unknown' })
  })

  test('that claims to have seen nearly the last counter is not believed', async () => {
    const uri = await stranger({ received: 700_000, claims: 0xffff_fff0 })
    await expect(read(uri(5))).rejects.toMatchObject({ code: 'counter-suspicious' })
    // What it claimed has cost no counters.
    const honest = await stranger()
    expect(await read(honest(5))).toBe('1105')
  })

  test('that claims less than it has seen is given up after one more try', async () => {
    const uri = await stranger({ received: 700_000, claims: 10 })
    await expect(read(uri(5))).rejects.toMatchObject({ code: 'counter-refused' })
  })
})
