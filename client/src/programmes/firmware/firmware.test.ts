import { createHash } from 'node:crypto'
import { classes } from '@ferraris/cosem/classes'
import { firmwareImage } from '@ferraris/meter'
import { TransportError } from '@ferraris/transport'
import { afterEach, expect, test } from 'vitest'
import { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Association } from '../../session/association.ts'
import { monday, programmedMeter } from '../programmed-meter.fixture.ts'
import { programmes } from '../table.ts'

type Bench = Awaited<ReturnType<typeof programmedMeter>>
let bench: Bench
afterEach(() => bench.close())

function uploaded(version: string, length = 5000): { sha256: string; version: string } {
  const image = firmwareImage(version, new Uint8Array(length).fill(7))
  const sha256 = createHash('sha256').update(image).digest('hex')
  bench.files.set(sha256, image)
  return { sha256, version }
}

/** The same association, which counts blocks and may be cut after some. */
function watched(cutAfter = Number.POSITIVE_INFINITY) {
  const { session } = bench
  let blocks = 0
  const association: Association = {
    server: session.server,
    get: (...items) => session.get(...items),
    set: (...items) => session.set(...items),
    action: async (...items) => {
      if (items[0]?.classId === 18 && items[0].method === 2 && ++blocks > cutAfter)
        throw new TransportError('closed', 'the line is gone')
      return await session.action(...items)
    },
  }
  return { meter: new DlmsMeter(association), blocks: () => Math.min(blocks, cutAfter) }
}

const firmware = programmes.get('firmware')!

test('an image is brought, verified and activated, and the version is read', async () => {
  bench = await programmedMeter()
  const seen: number[] = []
  const { steps } = await bench.perform('firmware', uploaded('FER2.0.0'), {
    progress: part => seen.push(part),
  })
  expect(steps).toMatchObject([
    { target: '0.0.44.0.0.255 image', outcome: 'done' },
    { target: '0.0.44.0.0.255 activate', outcome: 'done' },
    { target: '1.0.0.2.0.255 value', outcome: 'verified', found: 'FER2.0.0' },
  ])
  expect(seen.at(-1)).toBe(1)
  expect(await bench.perform('firmware', uploaded('FER2.0.0'))).toMatchObject({
    steps: [{ outcome: 'verified' }],
  })
})

test('an image of another part of the meter is verified by the version of that part', async () => {
  bench = await programmedMeter()
  const before = await bench.meter.firmware()
  const { steps } = await bench.perform('firmware', uploaded('PLC/1.1.0'))
  expect(steps.at(-1)).toMatchObject({
    target: '1.1.0.2.0.255 value',
    outcome: 'verified',
    found: 'PLC/1.1.0',
  })
  expect(await bench.meter.firmware()).toBe(before)
  expect(await bench.perform('firmware', uploaded('PLC/1.1.0'))).toMatchObject({
    steps: [{ outcome: 'verified' }],
  })
})

test('a part that restarts is waited for until it runs the new version', async () => {
  bench = await programmedMeter({ replacementSeconds: 30 })
  let now = monday
  const pause = async (ms: number) => {
    now += ms
    bench.goTo(now)
  }
  const { steps } = await bench.perform('firmware', uploaded('FER2.0.0'), { pause })
  expect(steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER2.0.0' })
  expect(now - monday).toBe(30_000)
  expect(await bench.perform('firmware', uploaded('FER2.1.0'))).toMatchObject({
    steps: [
      { outcome: 'done' },
      { outcome: 'done' },
      { outcome: 'refused', reason: expect.stringContaining('temporary-failure') },
    ],
  })
  expect(await bench.perform('firmware', uploaded('FER2.1.0'), { pause })).toMatchObject({
    steps: [{ outcome: 'verified' }],
  })
})

test('a part that does not come back is waited for two minutes, and no longer', async () => {
  bench = await programmedMeter({ replacementSeconds: 3600 })
  let waited = 0
  const pause = async (ms: number) => {
    waited += ms
    bench.goTo(monday + waited)
  }
  const { steps } = await bench.perform('firmware', uploaded('FER2.0.0'), { pause })
  expect(steps.at(-1)).toMatchObject({
    outcome: 'refused',
    reason: expect.stringContaining('temporary-failure'),
  })
  expect(waited).toBe(118_000)
})

test('a transfer that was cut off goes on with the blocks that are missing', async () => {
  bench = await programmedMeter()
  const parameters = uploaded('FER2.0.0')
  const cut = watched(7)
  await expect(firmware.perform(cut.meter, parameters, bench.means)).rejects.toBeInstanceOf(TransportError)
  const rest = watched()
  const { steps } = await firmware.perform(rest.meter, parameters, bench.means)
  expect(steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER2.0.0' })
  const { length } = bench.files.get(parameters.sha256)!
  expect(rest.blocks()).toBe(Math.ceil(length / 256) - 7)
})

test('blocks of another image of the same length are not taken for ours', async () => {
  bench = await programmedMeter()
  const cut = watched(7)
  await expect(firmware.perform(cut.meter, uploaded('FER3.0.0'), bench.means)).rejects.toBeInstanceOf(
    TransportError,
  )
  const { steps } = await bench.perform('firmware', uploaded('FER2.0.0'))
  expect(steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER2.0.0' })
})

test('a broken image is refused by the meter, one that is not there by us, and the old firmware runs on', async () => {
  bench = await programmedMeter()
  const before = await bench.meter.firmware()
  const parameters = uploaded('FER2.0.0')
  bench.files.get(parameters.sha256)![200]! ^= 1
  expect((await bench.perform('firmware', parameters)).steps).toMatchObject([
    { outcome: 'refused', reason: expect.stringContaining('broken') },
  ])
  const missing = { sha256: '0'.repeat(64), version: 'FER9' }
  expect((await bench.perform('firmware', missing)).steps).toMatchObject([{ outcome: 'refused' }])
  expect(await bench.meter.firmware()).toBe(before)
})

test('an activation at a time is the meter’s own; the earlier image brings it back', async () => {
  bench = await programmedMeter()
  const at = '2026-11-02T18:00:00+01:00'
  const { steps } = await bench.perform('firmware', { ...uploaded('FER2.0.0'), at })
  expect(steps.map(({ target, outcome }) => [target, outcome])).toEqual([
    ['0.0.44.0.0.255 image', 'done'],
    ['0.0.15.0.2.255 type', 'verified'],
    ['0.0.15.0.2.255 executionTime', 'verified'],
  ])
  bench.goTo(monday + 5.9 * 3_600_000)
  expect(await bench.meter.firmware()).not.toBe('FER2.0.0')
  bench.goTo(monday + 6.1 * 3_600_000)
  expect(await bench.meter.firmware()).toBe('FER2.0.0')
  const back = await bench.perform('firmware', uploaded('FER1.9.0'))
  expect(back.steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER1.9.0' })
})

test('without activation the image waits; a client that opens the meter by hand loads one, too', async () => {
  bench = await programmedMeter()
  const parameters = uploaded('FER2.0.0')
  await bench.perform('firmware', { ...parameters, activate: false })
  expect(await bench.meter.object(classes.imageTransfer, '0.0.44.0.0').read('status')).toBe(
    'verification-successful',
  )
  const { meter, blocks } = watched()
  expect(await meter.loadFirmware(bench.files.get(parameters.sha256)!, 'FER2.0.0')).toBe('FER2.0.0')
  expect(blocks()).toBe(0)
})
