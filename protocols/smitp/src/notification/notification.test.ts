import { mutations, Random } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { aca } from '../mac/address.ts'
import { decodeFrame } from '../mac/frame.ts'
import { NotificationReceiver, notificationFrames } from './notification.ts'

const device = aca('4D4143000001')
const other = aca('4D4143000002')
function apdu(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => (i * 37) & 0xff)
}

test('a short APDU is one frame of class S, and reaches the device that it names alone', () => {
  const [frame, ...more] = notificationFrames(device, apdu(114), 3)
  expect(more).toEqual([])
  expect(decodeFrame(frame!)).toMatchObject({ address: device, route: [], discipline: 'S', dsap: 1 })
  expect(new NotificationReceiver(device).take(frame!)).toEqual(apdu(114))
  expect(new NotificationReceiver(other).take(frame!)).toBeUndefined()
})

test('a long one comes in segments, in whatever order, with copies, and each must arrive', () => {
  const frames = notificationFrames(device, apdu(300), 11)
  expect(frames).toHaveLength(3)
  const receiver = new NotificationReceiver(device)
  expect([2, 0, 0, 1].map(i => receiver.take(frames[i]!))).toEqual([
    undefined,
    undefined,
    undefined,
    apdu(300),
  ])
  const lossy = new NotificationReceiver(device)
  expect([0, 2].map(i => lossy.take(frames[i]!))).toEqual([undefined, undefined])
  // The copies that follow bring what was lost.
  expect(lossy.take(frames[1]!)).toEqual(apdu(300))
})

test('the segments of a message that another one overtook are dropped', () => {
  const [first] = notificationFrames(device, apdu(200), 1)
  const receiver = new NotificationReceiver(device)
  receiver.take(first!)
  const next = notificationFrames(device, apdu(201), 2)
  expect(next.map(frame => receiver.take(frame)).at(-1)).toEqual(apdu(201))
})

test('whatever the line makes of frames, a device throws nothing and takes no damaged one', () => {
  const valid = [...notificationFrames(device, apdu(50), 1), ...notificationFrames(device, apdu(260), 2)]
  const receiver = new NotificationReceiver(device)
  const random = new Random(4)
  for (const octets of mutations(9, valid, 20_000)) {
    const taken = receiver.take(octets)
    if (taken !== undefined) expect([apdu(50), apdu(260)]).toContainEqual(taken)
    if (random.below(50) === 0) receiver.take(valid[random.below(valid.length)]!)
  }
})
