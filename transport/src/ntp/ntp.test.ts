import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { createSocket, type Socket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from '@ferraris/codec'
import { fuzzDecoder } from '@ferraris/testing'
import { afterEach, describe, expect, test } from 'vitest'
import { compareClock } from '../index.ts'
import { headOf, instantOf, type NtpMessage, ntpMessage, timestampOf } from './ntp-message.ts'

const closers: (() => unknown)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

test('instants and timestamps are the same, also behind the end of the first era', () => {
  for (const text of ['1970-01-01T00:00:00Z', '2026-11-20T12:34:56.789Z', '2040-02-29T00:00:00.5Z']) {
    const instant = Date.parse(text)
    expect(Math.abs(instantOf(timestampOf(instant)) - instant)).toBeLessThan(0.001)
  }
  // RFC 5905, figure 4: the first day of UNIX.
  expect(instantOf(Uint8Array.of(0x83, 0xaa, 0x7e, 0x80, 0, 0, 0, 0))).toBe(0)
})

test('broken anyhow, a message lets nothing but a DecodeError escape', () => {
  const valid = encode(ntpMessage, answerTo(new Uint8Array(8), Date.parse('2026-11-20T12:00:00Z')))
  const { accepted, refused } = fuzzDecoder(octets => void decode(ntpMessage, octets), [valid], {
    runs: 20_000,
  })
  expect(Math.min(accepted, refused)).toBeGreaterThan(100)
})

function answerTo(origin: Uint8Array, time: number, change: Partial<NtpMessage> = {}): NtpMessage {
  const at = timestampOf(time)
  const figures = { poll: 4, precision: -20, rootDelay: 0, rootDispersion: 0 }
  const reference = { reference: Uint8Array.of(76, 79, 67, 76), referenceTime: at }
  return {
    head: headOf('server'),
    stratum: 2,
    ...figures,
    ...reference,
    origin,
    received: at,
    sent: at,
    ...change,
  }
}

/** A server whose answers a test makes. */
async function serve(answers: (question: NtpMessage) => readonly Uint8Array[]): Promise<number> {
  const socket: Socket = createSocket('udp4')
  closers.push(() => socket.close())
  socket.on('message', (datagram, peer) => {
    for (const answer of answers(decode(ntpMessage, Uint8Array.from(datagram))))
      socket.send(answer, peer.port, peer.address)
  })
  await new Promise<void>(resolve => socket.bind(0, '127.0.0.1', resolve))
  return socket.address().port
}

/** A clock that stands: what is measured is the difference alone. */
const ours = Date.parse('2026-11-20T12:00:00Z')
const terms = { timeoutMs: 100, now: () => ours }

describe('a comparison', () => {
  test('tells how far our clock is ahead', async () => {
    const port = await serve(({ sent }) => [encode(ntpMessage, answerTo(sent, ours - 1500))])
    const { offsetMs, delayMs, stratum } = await compareClock({ host: '127.0.0.1', port }, terms)
    expect(offsetMs).toBeCloseTo(1500, 2)
    expect(delayMs).toBe(0)
    expect(stratum).toBe(2)
  })

  test('takes the quickest of some answers, and passes over what is no answer to it', async () => {
    let asked = 0
    let clock = ours
    const now = () => clock
    const port = await serve(({ sent }) => {
      clock += asked++ === 2 ? 4 : 40
      const forged = encode(ntpMessage, answerTo(new Uint8Array(8), 0))
      const client = encode(ntpMessage, answerTo(sent, 0, { head: headOf('client') }))
      return [Uint8Array.of(1, 2, 3), forged, client, encode(ntpMessage, answerTo(sent, clock))]
    })
    const { delayMs, offsetMs } = await compareClock({ host: '127.0.0.1', port }, { timeoutMs: 1000, now })
    expect(delayMs).toBeCloseTo(4, 1)
    expect(offsetMs).toBeCloseTo(-2, 1)
  })

  test.each([
    ['a kiss of death', { stratum: 0 }],
    ['a clock that is not set', { head: headOf('server') | 0xc0 }],
    ['a stratum that is none', { stratum: 16 }],
  ])('does not believe %s', async (_, change) => {
    const port = await serve(({ sent }) => [encode(ntpMessage, answerTo(sent, ours, change))])
    await expect(compareClock({ host: '127.0.0.1', port }, terms)).rejects.toMatchObject({ code: 'timeout' })
  })

  test('of a server that is not there ends in its time', async () => {
    const port = await serve(() => [])
    await expect(compareClock({ host: '127.0.0.1', port }, terms)).rejects.toMatchObject({ code: 'timeout' })
  })
})

const chrony = ['/usr/sbin/chronyd', '/usr/bin/chronyd'].find(
  path => spawnSync(path, ['--version']).status === 0,
)

test.skipIf(chrony === undefined)(
  'chrony, a real server, is asked (skipped where it is not installed)',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ferraris-chrony-'))
    closers.push(() => rmSync(folder, { recursive: true, force: true }))
    const free = createSocket('udp4')
    await new Promise<void>(resolve => free.bind(0, '127.0.0.1', resolve))
    const { port } = free.address()
    await new Promise<void>(resolve => free.close(() => resolve()))
    const config = join(folder, 'chrony.conf')
    const lines = ['local stratum 8', `port ${port}`, 'bindaddress 127.0.0.1', 'allow 127.0.0.1', 'cmdport 0']
    writeFileSync(config, [...lines, `pidfile ${folder}/pid`, `driftfile ${folder}/drift`, ''].join('\n'))
    const server: ChildProcess = spawn(chrony ?? '', ['-x', '-d', '-f', config], { stdio: 'ignore' })
    closers.push(() => server.kill())
    const place = { host: '127.0.0.1', port }
    const comparison = await until(() =>
      compareClock(place, { timeoutMs: 200, now: () => Date.now() + 60_000 }),
    )
    expect(Math.abs(comparison.offsetMs - 60_000)).toBeLessThan(5000)
    expect(comparison.stratum).toBe(8)
  },
)

/** The result of the first attempt that has one. */
async function until<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 20; ; left--) {
    try {
      return await attempt()
    } catch (error) {
      if (left === 0) throw error
    }
  }
}
