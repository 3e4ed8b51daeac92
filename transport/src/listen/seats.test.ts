import { once } from 'node:events'
import { connect, createServer, type Server, type Socket } from 'node:net'
import { decodeData } from '@ferraris/cosem'
import { encodeWpdu } from '@ferraris/dlms/wrapper'
import { afterEach, expect, test } from 'vitest'
import { openDlms } from '../open-dlms.ts'
import { device, publicClient, register } from '../testing/device.fixture.ts'
import { listenDlms } from './listen-tcp.ts'
import { Seats } from './seats.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0).reverse()) await it.close()
})

function quiet(port: number): Socket {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  open.push({ close: () => socket.destroy() })
  return socket
}

test('eight idle connections keep no other client from a meter', async () => {
  const listener = await listenDlms({
    server: 1,
    settings: device(4711),
    host: '127.0.0.1',
    port: 0,
    maxConnections: 8,
    idleTimeoutMs: 60_000,
    onFailure: error => {
      throw error
    },
  })
  open.push(listener)
  const idle = Array.from({ length: 8 }, () => quiet(listener.port))
  await Promise.all(idle.map(socket => once(socket, 'connect')))
  const place = { medium: 'tcp', host: '127.0.0.1', port: listener.port, framing: 'wrapper' } as const
  const gone = once(idle[0]!, 'close')
  const session = await openDlms(
    { ...place, client: 16, server: 1 },
    { timeoutMs: 20_000, settings: publicClient },
  )
  await gone
  // A connection that has spoken keeps its seat, whatever else comes.
  const more = Array.from({ length: 20 }, () => quiet(listener.port))
  await Promise.all(more.map(socket => once(socket, 'connect')))
  const [result] = await session.get(register)
  expect(result?.kind === 'data' && decodeData(result.data).value).toBe(4711)
  await session.release()
})

test('when all have spoken of late, one more is closed unheard', async () => {
  const seats = new Seats(2, 60_000)
  const taken: boolean[] = []
  const server: Server = createServer(socket => {
    socket.on('error', () => {})
    const seat = seats.take(socket)
    taken.push(seat !== undefined)
    seat?.heard()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => new Promise(resolve => server.close(resolve)) })
  const { port } = server.address() as { port: number }
  for (let i = 0; i < 2; i++) await once(quiet(port), 'connect')
  const third = quiet(port)
  third.write(encodeWpdu({ source: 16, destination: 1, apdu: Uint8Array.of(0xc0) }))
  await once(third, 'close')
  expect(taken).toEqual([true, true, false])
})
