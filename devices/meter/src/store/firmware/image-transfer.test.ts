import { randomBytes } from 'node:crypto'
import { classes } from '@ferraris/cosem/classes'
import { PrivateKey } from '@ferraris/dlms/security'
import { idisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { at, breakable, monday, programmedMeter } from '../../programmed-meter.fixture.ts'
import { inMemory } from '../memory/non-volatile.ts'
import { firmwareImage } from './firmware-format.ts'

const { imageTransfer } = classes
const imageOctets = '0.0.44.0.0.255'
const currentVersion = 'FERRARIS 0.2.0'
const code = Uint8Array.from({ length: 3000 }, (_, octet) => (octet * 7) & 0xff)
const identifier = new TextEncoder().encode(currentVersion)

type Meter = ReturnType<typeof programmedMeter>

function initiate(meter: Meter, size: number) {
  meter.set(imageTransfer, imageOctets, 'transferEnabled', true)
  return meter.invoke(imageTransfer, imageOctets, 'initiate', { identifier, size }).result
}
function send(meter: Meter, image: Uint8Array, blocks: readonly number[]) {
  return blocks.map(number => {
    const size = meter.get(imageTransfer, imageOctets, 'blockSize')
    const value = image.subarray(number * size, (number + 1) * size)
    return meter.invoke(imageTransfer, imageOctets, 'blockTransfer', { number, value }).result
  })
}
function all(image: Uint8Array) {
  return Array.from({ length: Math.ceil(image.length / 256) }, (_, block) => block)
}
function call(meter: Meter, method: 'verify' | 'activate') {
  return meter.invoke(imageTransfer, imageOctets, method, 0).result
}
function firmware(meter: Meter) {
  const { value } = meter.get(classes.data, '1.0.0.2.0.255', 'value')
  return Buffer.from(value as Uint8Array).toString()
}
/** A meter that holds an image, not yet verified. */
function holding(image: Uint8Array, setup: Parameters<typeof programmedMeter>[0] = {}) {
  const meter = programmedMeter(setup)
  initiate(meter, image.length)
  send(meter, image, all(image).reverse())
  return meter
}

test('blocks come in any order, and the meter gives the missing ones', () => {
  const image = firmwareImage(currentVersion, code)
  const meter = programmedMeter()
  expect(initiate(meter, image.length)).toBe('success')
  expect(send(meter, image, [0, 1, 4, 4, 11])).toEqual(Array(5).fill('success'))
  expect(meter.get(imageTransfer, imageOctets, 'transferredBlocksStatus')).toBe('110010000001')
  expect(meter.get(imageTransfer, imageOctets, 'firstNotTransferredBlockNumber')).toBe(2)
  expect(call(meter, 'verify')).toBe('other-reason')
  expect(meter.get(imageTransfer, imageOctets, 'status')).toBe('initiated')
})

test('an image is verified, then activated, and the meter has another firmware', () => {
  const image = firmwareImage(currentVersion, code)
  const meter = holding(image)
  expect(call(meter, 'verify')).toBe('success')
  const [info] = meter.get(imageTransfer, imageOctets, 'imageToActivateInfo')
  expect(info).toMatchObject({ size: image.length, identification: identifier })
  expect(firmware(meter)).toBe('FERRARIS 0.1.0')
  expect(call(meter, 'activate')).toBe('success')
  expect(firmware(meter)).toBe(currentVersion)
  expect(meter.get(imageTransfer, imageOctets, 'status')).toBe('activation-successful')
  expect(meter.events(at(monday)).map(({ code }) => code)).toEqual([
    idisCodes.firmwareReady,
    idisCodes.firmwareActivated,
  ])
})

test('an image is activated at a time that was set', () => {
  const meter = holding(firmwareImage(currentVersion, code))
  meter.set(classes.singleActionSchedule, '0.0.15.0.2.255', 'executionTime', [
    { time: { hour: 2, minute: 0, second: 0 }, date: { year: 2026, month: 11, dayOfMonth: 4 } },
  ])
  meter.goTo(at(monday + 2, 1, 59))
  expect(firmware(meter)).toBe('FERRARIS 0.1.0')
  meter.goTo(at(monday + 2, 2))
  expect(firmware(meter)).toBe(currentVersion)
})

test.each([
  ['one octet is another', (image: Uint8Array) => image.with(100, image[100]! ^ 1)],
  ['it is for something else', (image: Uint8Array) => image.with(0, 0)],
  ['it is another version than announced', () => firmwareImage('FERRARIS 0.3.0', code)],
])('an image is refused when %s', (_, change) => {
  const meter = holding(change(firmwareImage(currentVersion, code)))
  expect(call(meter, 'activate')).toBe('other-reason')
  expect(meter.get(imageTransfer, imageOctets, 'status')).toBe('verification-failed')
  expect(firmware(meter)).toBe('FERRARIS 0.1.0')
})

test('where a key is known, only its signature activates', () => {
  const [maker, stranger] = [1, 2].map(() => PrivateKey.generate(1, length => randomBytes(length)))
  const setup = { firmwareKey: maker!.publicKey.point }
  const results = [maker, stranger, undefined].map(signer =>
    call(holding(firmwareImage(currentVersion, code, signer), setup), 'activate'),
  )
  expect(results).toEqual(['success', 'other-reason', 'other-reason'])
})

test('nothing is taken before the transfer is enabled, nor blocks that do not fit', () => {
  const meter = programmedMeter()
  expect(meter.invoke(imageTransfer, imageOctets, 'initiate', { identifier, size: 600 }).result).toBe(
    'other-reason',
  )
  initiate(meter, 600)
  const block = (number: number, length: number) =>
    meter.invoke(imageTransfer, imageOctets, 'blockTransfer', { number, value: new Uint8Array(length) })
      .result
  expect([block(3, 256), block(2, 256), block(0, 88), block(2, 88)]).toEqual([
    ...Array(3).fill('other-reason'),
    'success',
  ])
})

test('blocks outlive a restart, and a cut of power leaves the old firmware or the new one', () => {
  const image = firmwareImage(currentVersion, code)
  for (let writes = 0; writes < 40; writes += 3) {
    const memory = breakable(inMemory())
    const before = programmedMeter({}, at(monday, 12), memory)
    initiate(before, image.length)
    send(before, image, all(image))
    memory.breakAfter(writes)
    try {
      call(before, 'activate')
    } catch (error) {
      expect(String(error)).toContain('the power is gone')
    }
    const after = programmedMeter({}, at(monday, 13), memory.kept)
    if (firmware(after) !== currentVersion) expect(call(after, 'activate')).toBe('success')
    expect(firmware(after)).toBe(currentVersion)
    expect(after.events(at(monday)).map(({ code }) => code)).toEqual([idisCodes.firmwareActivated])
  }
})
