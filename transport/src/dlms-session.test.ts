import { connect, createServer } from 'node:net'
import { fromHex } from '@ferraris/bytes'
import { data, encodeData, obis } from '@ferraris/cosem'
import { conformanceOf, DlmsError, type LogicalDevice, type ServerSettings, SuiteKeys } from '@ferraris/dlms'
import { afterEach, describe, expect, test } from 'vitest'
import {
  type DlmsListener,
  type DlmsSessionOptions,
  type Frame,
  type LinkTerms,
  listenDlms,
  openDlms,
  TransportError,
} from './index.ts'

const guek = fromHex('000102030405060708090a0b0c0d0e0f')
const gak = fromHex('d0d1d2d3d4d5d6d7d8d9dadbdcdddedf')
const conformance = conformanceOf(
  'get',
  'set',
  'action',
  'multiple-references',
  'block-transfer-with-get-or-read',
)
const protection = { authenticated: true, encrypted: true }
const register = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2 }

const device: LogicalDevice = {
  get: () => encodeData(data.doubleLongUnsigned(4711)),
  set: () => 'read-write-denied',
  action: () => ({ result: 'object-undefined' }),
}

function settings(): ServerSettings {
  let received = -1
  let next = 0
  const counters = {
    take: () => next++,
    received: () => received,
    accept: (counter: number) => {
      received = counter
    },
  }
  const security = { keys: new SuiteKeys(guek, gak), policy: protection, counters }
  return {
    systemTitle: fromHex('4645520000000001'),
    conformance,
    maxReceivePduSize: 1024,
    maxRequestLength: 10_000,
    associations: new Map([[1, { authentication: { mechanism: 'high-gmac' }, security }]]),
    device,
    random: length => new Uint8Array(length).fill(5),
  }
}

const open: { close(): unknown }[] = []
afterEach(async () => {
  for (const it of open.splice(0)) await it.close()
})

async function meter(idleTimeout = 60_000): Promise<DlmsListener> {
  const listener = await listenDlms({
    host: '127.0.0.1',
    port: 0,
    server: 1,
    settings: settings(),
    maxConnections: 4,
    idleTimeout,
    onFailure: error => {
      throw error
    },
  })
  open.push(listener)
  return listener
}

type Options = DlmsSessionOptions & LinkTerms

const options: Options = {
  timeout: 60_000,
  counters: { next: 0, end: 100 },
  settings: {
    authentication: { mechanism: 'gmac', challenge: fromHex('0102030405060708') },
    security: { systemTitle: fromHex('4d4d4d0000000001'), keys: new SuiteKeys(guek, gak), protection },
    proposedConformance: conformance,
    maxReceivePduSize: 0xffff,
    maxResponseLength: 1_000_000,
  },
}

const associate = (port: number, changes: Partial<Options> = {}) =>
  openDlms(
    { medium: 'tcp', host: '127.0.0.1', port, framing: 'wrapper', client: 1, server: 1 },
    { ...options, ...changes },
  )

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
  test('associates, reads, releases, and shows its frames to who wants to see them', async () => {
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
    await expect(associate(gone.port)).rejects.toMatchObject({ fault: 'refused' })
    await expect(associate(await stranger(), { timeout: 50 })).rejects.toMatchObject({
      fault: 'timeout',
    })
    const web = await stranger(new TextEncoder().encode('HTTP/1.1 400 Bad Request\r\n\r\n'))
    await expect(associate(web)).rejects.toThrow('wrapper version 18516 instead of 1')
    const { port } = await meter()
    const keys = new SuiteKeys(gak, gak)
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

  test('is one request at a time', async () => {
    const session = await associate((await meter()).port)
    const first = session.get(register)
    await expect(session.get(register)).rejects.toThrow(DlmsError)
    expect((await first)[0]?.kind).toBe('data')
    session.close()
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

  test('takes no more connections than it was told, and serves on', async () => {
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
    const full = settings()
    const listener = await listenDlms({
      host: '127.0.0.1',
      port: 0,
      server: 1,
      settings: {
        ...full,
        random: () => {
          throw new Error('no space left on device')
        },
      },
      maxConnections: 4,
      idleTimeout: 60_000,
      onFailure: error => failures.push(error),
    })
    open.push(listener)
    const { port } = await meter()
    const other = await associate(port)
    await expect(associate(listener.port)).rejects.toMatchObject({ fault: 'closed' })
    expect(failures).toEqual([new Error('no space left on device')])
    expect(await other.get(register)).toHaveLength(1)
    other.close()
  })
})
