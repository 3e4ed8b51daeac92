import { once } from 'node:events'
import { connect } from 'node:net'
import { fromHex } from '@ferraris/bytes'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { expect, test } from 'vitest'
import { device } from '../testing/device.fixture.ts'
import { listenDlms } from './listen-tcp.ts'

const request = encodeWpdu({
  source: 16,
  destination: 1,
  apdu: fromHex('6029a109060760857405080101a203020100be10040e01000000065f1f040000181f0200'),
})

test('a device without supply closes what it had open, and is reached again when supply is back', async () => {
  let supplied = true
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: 1,
    settings: device(1),
    supplied: () => supplied,
    maxConnections: 4,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
  })
  /** Whether an answer comes to a request before the connection ends. */
  const ask = async (socket = connect(listener.port, '127.0.0.1')) => {
    socket.on('error', () => {})
    socket.write(request)
    const answer = await Promise.race([
      once(socket, 'data').then(() => true),
      once(socket, 'close').then(() => false),
    ])
    return { answer, socket }
  }
  const before = await ask()
  expect(before.answer).toBe(true)
  supplied = false
  expect((await ask(before.socket)).answer).toBe(false)
  expect((await ask()).answer).toBe(false)
  supplied = true
  const after = await ask()
  expect(after.answer).toBe(true)
  after.socket.destroy()
  await listener.close()
})
