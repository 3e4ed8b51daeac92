import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeData, obis } from '@ferraris/cosem'
import type { SecuritySuite } from '@ferraris/dlms/security'
import { civilDay } from '@ferraris/meter'
import { serveMeter, testMeter } from '@ferraris/testing/meter'
import {
  type DlmsListener,
  formatMeterUri,
  type UriAuthentication,
  type UriCiphering,
} from '@ferraris/transport'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { checkAssociations, furtherClients, parseAssociations } from '../serve/further-clients.ts'
import { openMeterKeys } from '../serve/meter-keys.ts'
import { withMeter } from './open-meter.ts'

const cipherings: UriCiphering[] = ['glo', 'ded', 'general-glo', 'general-ded', 'general-ciphering']
const serial = 'FER00000007'
const now = Date.UTC(2026, 10, 21, 12)

describe.each([0, 1, 2] as const)('a meter of suite %i that was made by the command line', suite => {
  let folder: string
  let file: string
  let listener: DlmsListener
  const further = parseAssociations('all').filter(name => suite !== 0 || name !== 'ecdsa')

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ferraris-suites-'))
    file = join(folder, 'keys.json')
    const { keys, isNew } = openMeterKeys(file, { serial, suite, further })
    expect(isNew).toBe(true)
    const meter = testMeter({
      serial,
      seed: 1,
      origin: civilDay(2026, 11, 1),
      depthDays: 20,
      keys,
      clock: { now: () => now },
    })
    listener = await serveMeter(meter.server)
  })
  afterAll(async () => {
    await listener.close()
    rmSync(folder, { recursive: true })
  })

  /** The type of the register of active energy. */
  const read = (client: number, auth: UriAuthentication, ciphering: UriCiphering = 'glo') => {
    const place = { medium: 'tcp', host: '127.0.0.1', port: listener.port, framing: 'wrapper' } as const
    const uri = formatMeterUri({ ...place, client, server: 1, auth, suite, ciphering, device: serial })
    return withMeter(uri, { data: folder, timeout: 30 }, async ({ session }) => {
      const [result] = await session.get({ classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 })
      return result?.kind === 'data' ? decodeData(result.data).type : result?.result
    })
  }

  test('keeps its keys to its user', () => {
    expect(statSync(file).mode & 0o777).toBe(0o600)
  })

  test('has the same keys when it starts again, and none of another suite', () => {
    const again = openMeterKeys(file, { serial, suite, further })
    expect(again.isNew).toBe(false)
    expect(again.keys.reader.guek).toHaveLength(suite === 2 ? 32 : 16)
    const other: SecuritySuite = suite === 2 ? 0 : 2
    expect(() => openMeterKeys(file, { serial, suite: other, further })).toThrow('--suite')
  })

  test.each(cipherings)('is read with ciphering %s', async ciphering => {
    expect(await read(2, 'gmac', ciphering)).toBe('double-long-unsigned')
  })

  test.each(further)('is read with authentication %s', async authentication => {
    expect(await read(furtherClients[authentication].address, authentication)).toBe('double-long-unsigned')
  })
})

test('associations are named, and signatures need a suite that has them', () => {
  expect(parseAssociations('low, sha256')).toEqual(['low', 'sha256'])
  expect(() => parseAssociations('low,gmac')).toThrow('"gmac"')
  expect(() => checkAssociations(['ecdsa'], 0)).toThrow('--suite 1')
})
