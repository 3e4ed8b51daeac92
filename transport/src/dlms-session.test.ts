import { connect, createServer } from 'node:net'
import { fromHex } from '@ferraris/bytes'
import { data } from '@ferraris/cosem'
import { SuiteKeys } from '@ferraris/dlms/security'
import { afterEach, describe, expect, test } from 'vitest'
import type { DlmsSessionOptions } from './dlms-session.ts'
import {
  type DlmsListener,
  type Frame,
  type LinkTerms,
  listenDlms,
  openDlms,
  TransportError,
} from './index.ts'
import { device, register, securedClient } from './testing/device.fixture.ts'

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0)) await it.close()
})

async function meter(idleTimeoutMs = 60_000): Promise<DlmsListener> {
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: 1,
    settings: device(4711),
    maxConnections: 4,
    idleTimeoutMs,
    onFailure: error => {
      throw error
    },
  })
  open.push(listener)
  return listener
}

type Options = DlmsSessionOptions & LinkTerms

const options: Options = {
  timeoutMs: 60_000,
  counters: { next: 0, end: 100 },
  settings: securedClient(),
}

function associate(port: number, changes: Partial<Options> = {}) {
  return openDlms(
    { medium: 'tcp', host: '127.0.0.1', port, framing: 'wrapper', client: 1, server: 1 },
    { ...options, ...changes },
  )
}

/** A peer that answers nothing, or with given octets. */
async function stranger(answer?: Uint8Array, onHeard?: () => void): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {})
    socket.on('data', () => {
      onHeard?.()
      if (answer !== undefined) socket.write(answer)
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  open.push({ close: () => void server.close() })
  return (server.address() as { port: number }).port
}

describe('a session over TCP', () => {
  test('serves requests made at the same time one after the other', async () => {
    const session = await associate((await meter()).port)
    const answers = await Promise.all(Array.from({ length: 5 }, () => session.get(register)))
    expect(answers).toEqual(Array(5).fill([{ kind: 'data', data: fromHex('0600001267') }]))
    await session.release()
  })

  test('reserves more invocation counters before they are used up, and says so where there are none', async () => {
    const { port } = await meter()
    let reserved = 100
    const moreCounters = async () => {
      reserved += 100
      return { next: reserved, end: reserved + 100 }
    }
    const session = await associate(port, { moreCounters })
    for (let i = 0; i < 300; i++) expect(await session.get(register)).toHaveLength(1)
    expect(reserved).toBeGreaterThan(300)
    await session.release()

    const counters = { next: 10_000, end: 10_100 }
    const away = await associate(port, { counters, moreCounters: () => Promise.reject(new Error('away')) })
    const many = async () => {
      for (let i = 0; i < 300; i++) await away.get(register)
    }
    await expect(many()).rejects.toMatchObject({ code: 'counter-exhausted' })
    await away.close()
  })

  test('goes on after a request that cannot be encoded', async () => {
    const session = await associate((await meter()).port)
    await expect(session.set({ ...register, value: undefined as never })).rejects.toThrow()
    expect(await session.get(register)).toHaveLength(1)
    await session.release()
  })

  test('associates, reads, releases, and shows its frames to an observer', async () => {
    const frames: Frame[] = []
    const session = await associate((await meter()).port, { onFrame: frame => frames.push(frame) })
    expect(await session.get(register, register)).toEqual(
      Array(2).fill({ kind: 'data', data: fromHex('0600001267') }),
    )
    expect(await session.set({ ...register, value: data.unsigned(1) })).toEqual(['read-write-denied'])
    await session.release()
    expect(frames.map(frame => frame.direction)).toEqual(Array(5).fill(['sent', 'received']).flat())
    await expect(session.get(register)).rejects.toThrow(TransportError)
  })

  test('says what is wrong: nothing there, no answer, no DLMS, a wrong key', async () => {
    const gone = await meter()
    await gone.close()
    await expect(associate(gone.port)).rejects.toMatchObject({ code: 'refused' })
    await expect(associate(await stranger(), { timeoutMs: 50 })).rejects.toMatchObject({
      code: 'timeout',
    })
    const web = await stranger(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await expect(associate(web)).rejects.toThrow('wrapper version 18516 instead of 1')
    const { port } = await meter()
    const keys = new SuiteKeys(new Uint8Array(16), new Uint8Array(16))
    const security = { ...options.settings.security!, keys }
    await expect(associate(port, { settings: { ...options.settings, security } })).rejects.toMatchObject({
      name: 'DlmsError',
      code: 'encryption-key-wrong',
    })
  })

  test('is given up while it is being opened, with the reason of the signal', async () => {
    const giveUp = new AbortController()
    const opening = associate(await stranger(), { signal: giveUp.signal })
    giveUp.abort(new Error('the day is over'))
    await expect(opening).rejects.toThrow('the day is over')
    await expect(associate(1, { signal: giveUp.signal })).rejects.toThrow('the day is over')

    const silent = new AbortController()
    const heard = await stranger(undefined, () => silent.abort(new Error('no patience')))
    await expect(associate(heard, { signal: silent.signal })).rejects.toThrow('no patience')
  })
})

describe('a listener', () => {
  test('closes a connection that never finishes a frame', async () => {
    const { port } = await meter(50)
    const socket = connect(port, '127.0.0.1')
    const trickle = setInterval(() => socket.write(Uint8Array.of(0)), 10)
    await new Promise(resolve => socket.once('close', resolve).on('error', () => {}))
    clearInterval(trickle)
  })

  test('takes no more connections than its bound, and serves on', async () => {
    const { port } = await meter()
    const crowd = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => {}))
    const closed = crowd.map(socket => new Promise(resolve => socket.once('close', resolve)))
    await Promise.race(closed)
    for (const socket of crowd) socket.destroy()
    await Promise.all(closed)
    const session = await associate(port)
    expect(await session.get(register)).toHaveLength(1)
    session.close()
  })

  test('survives a device that cannot answer: the connection ends, the others do not', async () => {
    const failures: unknown[] = []
    const listener = await listenDlms({
      host: '127.0.0.1',
      port: 0,
      server: 1,
      settings: {
        ...device(4711),
        random: () => {
          throw new Error('no space left on device')
        },
      },
      maxConnections: 4,
      idleTimeoutMs: 60_000,
      onFailure: error => failures.push(error),
    })
    open.push(listener)
    const { port } = await meter()
    const other = await associate(port)
    await expect(associate(listener.port)).rejects.toMatchObject({ code: 'closed' })
    expect(failures).toEqual([new Error('no space left on device')])
    expect(await other.get(register)).toHaveLength(1)
    other.close()
  })
})
