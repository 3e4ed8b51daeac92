import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { data, encodeData, obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { access } from '@ferraris/cosem/values'
import { conformanceOf } from '@ferraris/dlms'
import { obisCodes } from '@ferraris/metering'
import { formatMeterUri, listenDlms } from '@ferraris/transport'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withMeter } from './open-meter.ts'

let folder: string
const open: { close(): unknown }[] = []
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-objects-'))
  vi.stubEnv('XDG_STATE_HOME', folder)
})
afterEach(async () => {
  vi.unstubAllEnvs()
  for (const it of open.splice(0).reverse()) await it.close()
  rmSync(folder, { recursive: true })
})

const { objectList } = classes.associationLn.attributes
const names = [obisCodes.logicalDeviceName, obisCodes.activeFirmware].map(obis)

/** A meter that counts how often its object list is read. */
async function counting(framing: 'hdlc' | 'wrapper', firmware: () => string) {
  const reads = { lists: 0 }
  const attributes = [{ attribute: 2, mode: access.read, selectors: undefined }]
  const list = objectList.type.encode(
    names.map(name => ({ classId: 1, version: 0, obis: name, access: { attributes, methods: [] } })),
  )
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    framing,
    server: 1,
    maxConnections: 4,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
    settings: {
      systemTitle: new Uint8Array(8),
      conformance: conformanceOf('get', 'block-transfer-with-get-or-read'),
      maxReceivePduSize: 1024,
      maxRequestLength: 1024,
      associations: new Map([[16, { authentication: { mechanism: 'lowest' } }]]),
      random: length => new Uint8Array(length),
      device: {
        get(_, { classId, instanceId }) {
          if (classId === 15) reads.lists++
          if (classId === 15) return encodeData(list)
          return encodeData(data.text(instanceId === names[0] ? 'ABC1' : firmware()))
        },
        set: () => 'read-write-denied',
        action: () => ({ result: 'object-undefined' }),
      },
    },
  })
  open.push(listener)
  const place = { medium: 'tcp', host: '127.0.0.1', port: listener.port } as const
  const uri = formatMeterUri({ ...place, framing, client: 16, server: 1, auth: 'none' })
  const read = () => withMeter(uri, { timeout: 20 }, async ({ meter }) => (await meter.objects()).size)
  return { reads, read }
}

test('the object list of a meter behind HDLC is read once for each version of its firmware', async () => {
  let version = '1.0'
  const { reads, read } = await counting('hdlc', () => version)
  for (let i = 0; i < 3; i++) expect(await read()).toBe(2)
  expect(reads.lists).toBe(1)
  version = '1.1'
  await read()
  expect(reads.lists).toBe(2)
})

test('a meter with a network of its own is asked anew', async () => {
  const { reads, read } = await counting('wrapper', () => '1.0')
  for (let i = 0; i < 2; i++) await read()
  expect(reads.lists).toBe(2)
})
