import { once } from 'node:events'
import { PassThrough } from 'node:stream'
import { expect, test } from 'vitest'
import { SilenceTimer } from './silence-timer.ts'

function standStill(milliseconds: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds)
}

test('what came while the process stood still ends a silence in time', async () => {
  let silences = 0
  const timer = new SilenceTimer(() => silences++)
  const peer = new PassThrough()
  timer.start(20)
  // Behind the timer's turn, as octets of a socket are.
  setImmediate(() => setImmediate(() => peer.write('answer')))
  standStill(200)
  await once(peer, 'data')
  timer.stop()
  expect(silences).toBe(0)
})

test('a silence is told once', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = new SilenceTimer(resolve)
  timer.start(20)
  standStill(100)
  await promise
})
