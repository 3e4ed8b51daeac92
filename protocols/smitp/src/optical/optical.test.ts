import { concat, toHex } from '@ferraris/bytes'
import { mutations, Random } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { aca } from '../mac/address.ts'
import { decodeFrame, encodeFrame } from '../mac/frame.ts'
import { encodeOptical, OpticalDeframer } from './optical.ts'

const random = new Random(8)
function psduOf(length: number): Uint8Array {
  return encodeFrame({
    address: aca('46450000002a'),
    route: [],
    discipline: 'RA7',
    control: { poll: true, response: false, segmented: false, bNode: false },
    dsap: 0,
    ecc: 'none',
    lsdu: random.octets(length),
  })
}
const psdus = [0, 2, 3, 60, 128].map(psduOf)
const hexes = psdus.map(psdu => toHex(psdu))

test('frames come out whole, however the port slices them', () => {
  const stream = concat(...psdus.map(encodeOptical))
  for (const longest of [1, 5, 500]) {
    const deframer = new OpticalDeframer()
    const found: string[] = []
    for (let at = 0; at < stream.length; ) {
      const length = 1 + random.below(longest)
      found.push(...deframer.push(stream.subarray(at, at + length)).map(psdu => toHex(psdu)))
      at += length
    }
    expect(found).toEqual(hexes)
    expect(deframer.dropped).toBe(0)
  }
})

test('noise before a frame, and one that is damaged, cost no other frame', () => {
  const damaged = encodeOptical(psduOf(40))
  damaged[20]! ^= 1
  const deframer = new OpticalDeframer()
  const noise = Uint8Array.of(0x55, 0x02, 0x03)
  const found = deframer.push(concat(noise, encodeOptical(psdus[2]!), damaged, encodeOptical(psdus[3]!)))
  expect(found.map(psdu => toHex(psdu))).toEqual([hexes[2], hexes[3]])
  expect(deframer.dropped).toBe(3 + damaged.length)
})

test('after a silence a frame hidden in the beginning of a false one is found', () => {
  const deframer = new OpticalDeframer()
  expect(deframer.push(concat(Uint8Array.of(0x02, 0xff), encodeOptical(psdus[1]!)))).toEqual([])
  expect(deframer.silence().map(psdu => toHex(psdu))).toEqual([hexes[1]])
  expect(deframer.silence()).toEqual([])
})

test('whatever comes, only frames with a right CRC come out', () => {
  const deframer = new OpticalDeframer()
  let found = 0
  for (const octets of mutations(1, psdus.map(encodeOptical), 10_000)) {
    for (const psdu of [...deframer.push(octets), ...deframer.silence()]) {
      expect(hexes).toContain(toHex(psdu))
      expect(decodeFrame(psdu).discipline).toBe('RA7')
      found++
    }
  }
  expect(found).toBeGreaterThan(200)
})
