import { data, decodeData, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf } from '@ferraris/dlms'
import type { ServerSettings } from '@ferraris/dlms/server'
import { layCable, socatIsHere } from '@ferraris/testing'
import { formatMeterUri, parseMeterUri, parseReadoutUri, readOut } from '@ferraris/transport'
import { afterEach, describe, expect, test } from 'vitest'
import { withMeter } from '../open/open-meter.ts'
import { type ServeOptions, serveMeter } from './serve.ts'

const settings: ServerSettings = {
  systemTitle: new Uint8Array(8),
  conformance: conformanceOf('get'),
  maxReceivePduSize: 1024,
  maxRequestLength: 1024,
  associations: new Map([[16, { authentication: { mechanism: 'lowest' } }]]),
  device: {
    get: () => encodeData(data.unsigned(7)),
    set: () => 'read-write-denied',
    action: () => ({ result: 'object-undefined' }),
  },
  random: length => new Uint8Array(length),
}
const service = {
  server: 1,
  settings,
  onFailure: (error: unknown) => {
    throw error
  },
}
const anywhere = { host: '127.0.0.1', port: 0 }

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

/** Reads a meter that is served so by the URI that it is given. */
async function readBack(options: ServeOptions): Promise<unknown> {
  const served = await serveMeter(service, options)
  open.push(served)
  const uri = formatMeterUri({ ...served.place, auth: 'none' })
  expect(parseMeterUri(uri)).toEqual({ ...served.place, auth: 'none' })
  return await withMeter(uri, { timeout: 20 }, async ({ session }) => {
    const [result] = await session.get({ classId: 1, obis: obis('0.0.96.1.0.255'), attribute: 2 })
    return result?.kind === 'data' ? decodeData(result.data).value : result
  })
}

describe('a meter that is served', () => {
  test.each<[string, Partial<ServeOptions>]>([
    ['in the wrapper', {}],
    ['in HDLC', { framing: 'hdlc', physical: 17 }],
    ['over UDP', { udp: true }],
  ])('%s is read by the URI it tells', async (_, options) => {
    expect(await readBack({ ...anywhere, ...options })).toBe(7)
  })

  test.skipIf(!socatIsHere())('behind an opening reads its registers out, too', async () => {
    const { ends, unplug } = await layCable()
    open.push({ close: unplug })
    open.push(await serveMeter(service, { ...anywhere, serialPort: ends[0], modeE: true }))
    const { sets, identification } = await readOut(parseReadoutUri(`iec+serial://${ends[1]}`), {
      timeoutMs: 20_000,
    })
    expect(identification).toMatchObject({ manufacturer: 'FER', capabilities: '2' })
    expect(sets).toContainEqual({
      address: '1-0:1.8.0',
      obis: '1.0.1.8.0.255',
      values: [{ value: '7', unit: expect.any(String) }],
    })
  })

  test.each<[string, Partial<ServeOptions>]>([
    ['--udp', { udp: true, framing: 'hdlc' }],
    ['--udp', { udp: true, serialPort: '/dev/ttyS0' }],
    ['--framing', { framing: 'wrapper', serialPort: '/dev/ttyS0' }],
    ['--mode-e', { modeE: true }],
    ['--baud', { baud: 9600 }],
    ['--baud', { baud: 115_200, modeE: true, serialPort: '/dev/ttyS0' }],
    ['--physical', { physical: 17 }],
  ])('by options that exclude each other is not: %s', async (parameter, options) => {
    await expect(serveMeter(service, { ...anywhere, ...options })).rejects.toMatchObject({ path: parameter })
  })

  test('on a port in use, is not', async () => {
    const served = await serveMeter(service, anywhere)
    open.push(served)
    const { place } = served
    const port = place.medium === 'tcp' ? place.port : 0
    await expect(serveMeter(service, { ...anywhere, port })).rejects.toMatchObject({ code: 'port-unusable' })
  })
})
