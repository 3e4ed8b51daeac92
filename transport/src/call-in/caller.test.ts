import { once } from 'node:events'
import { connect } from 'node:net'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { expect, test } from 'vitest'
import type { Caller } from './caller.ts'
import { listenForCallers } from './listen-callers.ts'

test('a caller that is paused tells nothing of what it has read already, and all of it, in order, when it goes on', async () => {
  const count = 500
  const told: number[] = []
  let caller: Caller | undefined
  const service = await listenForCallers(
    { host: '127.0.0.1', port: 0 },
    {
      audience: {
        onCalled: called => {
          caller = called
        },
        // Each telegram makes it wait.
        onTelegram: ({ apdu }, from) => {
          told.push((apdu[0]! << 8) | apdu[1]!)
          from.pause()
        },
        onNoise: length => {
          throw new Error(`${length} octets of noise`)
        },
        onGone: () => {},
      },
    },
  )
  const socket = connect(service.port, '127.0.0.1')
  await once(socket, 'connect')
  const numbers = Array.from({ length: count }, (_, i) => i)
  socket.write(
    Buffer.concat(
      numbers.map(i => encodeWpdu({ source: 1, destination: 1, apdu: Uint8Array.of(i >> 8, i & 0xff) })),
    ),
  )
  await expect.poll(() => told.length, { timeout: 60_000 }).toBe(1)
  while (told.length < count) {
    const before = told.length
    caller!.resume()
    // What comes in one piece is told one by one; the next piece comes by itself.
    await expect.poll(() => told.length, { timeout: 60_000 }).toBe(before + 1)
  }
  expect(told).toEqual(numbers)
  socket.destroy()
  await service.close()
})
