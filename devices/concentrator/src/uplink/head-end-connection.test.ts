import type { UpMessage } from '@ferraris/uplink'
import { afterEach, expect, test } from 'vitest'
import { HeadEndConnection } from './head-end-connection.ts'

let connection: HeadEndConnection | undefined
afterEach(() => connection?.cut())

test('a message that the interface does not allow is left out, and ends nothing of what publishes it', () => {
  connection = new HeadEndConnection({
    // Nothing listens on port 1: messages wait.
    place: { broker: 'mqtt://127.0.0.1:1' },
    concentrator: 'C1',
    hello: { version: '1', substation: 'S1' },
    enter: () => {
      throw new Error('no message comes')
    },
    onState: () => {},
    random: () => 0.5,
  })
  const frame = { at: 0, from: '464500000001', to: '464500000002', hop: 0, octets: 20, ok: true }
  const framesOf = (hop: number): UpMessage => ({ kind: 'frames', frames: [{ ...frame, hop }] })
  expect(connection.publish(framesOf(0))).toBe(true)
  expect(connection.publish(framesOf(99))).toBe(false)
})
