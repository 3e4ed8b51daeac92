import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { obisCodes, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { EndDeviceEvent } from '../events/schemas.ts'
import {
  alarm,
  ciphered,
  framed,
  type PushingMeter,
  pushingEnrolment,
  pushingMeter,
} from './pushing.fixture.ts'

/** The clock of the process stands there. */
const noon = secondsOf(Date.parse('2026-11-20T12:00:00Z'))
const numbers = Array.from({ length: 20 }, (_, i) => i + 1)
const eventsOfEach = 60
/** Pushes of one meter that wait to be confirmed. */
const toldAtOnce = 10

let data: string
let child: ChildProcess
let url: string
let pushPort: number
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'ferraris-killed-pushes-'))
  await start()
})
afterAll(async () => {
  await end('SIGTERM')
  await rm(data, { recursive: true })
})

async function start(): Promise<void> {
  const program = new URL('../network/uplink/head-end-process.fixture.ts', import.meta.url).pathname
  child = spawn(process.execPath, [program, data, '0'], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface(child.stdout!), 'line')
  ;({ url, pushPort } = JSON.parse(line))
}
async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  child.kill(signal)
  await once(child, 'exit')
}
async function api<T>(path: string, body?: object): Promise<T> {
  const reply = await fetch(`${url}/api/v1${path}`, {
    headers: { authorization: 'Bearer test-token', 'content-type': 'application/json' },
    ...(body && { method: 'POST', body: JSON.stringify(body) }),
  })
  expect(reply.ok, path).toBe(true)
  return (await reply.json()) as T
}

/** A meter that tells each event until it is confirmed, every time under a counter of its own. */
class Teller {
  readonly meter: PushingMeter
  readonly pending: Set<number>
  readonly confirmed = new Set<number>()

  constructor(n: number) {
    this.meter = pushingMeter(n)
    this.pending = new Set(Array.from({ length: eventsOfEach }, (_, i) => i))
  }

  /** Tells what is not confirmed, some of it at a time; resolves when the head-end has confirmed all of it, or has gone. */
  async tell(onConfirmed: () => void): Promise<void> {
    if (this.pending.size === 0) return
    const socket = connect(pushPort, '127.0.0.1')
    const untold = [...this.pending]
    const tellNext = () => {
      const id = untold.shift()
      if (id !== undefined) socket.write(framed(ciphered(this.meter, this.#push(id))))
    }
    let heard = Buffer.alloc(0)
    socket.on('error', () => {})
    socket.on('data', octets => {
      heard = Buffer.concat([heard, octets])
      // A wrapper of 8 octets, the tag of the confirmation, and the number of the push in the last three of four octets.
      for (; heard.length >= 13; heard = heard.subarray(13)) {
        const id = heard.readUIntBE(10, 3)
        this.pending.delete(id)
        this.confirmed.add(id)
        onConfirmed()
        tellNext()
      }
      if (this.pending.size === 0) socket.destroy()
    })
    for (let told = 0; told < toldAtOnce; told++) tellNext()
    // Also where the connection was reset, which is told as an error first.
    await new Promise(resolve => socket.once('close', resolve))
  }

  #push(id: number): Uint8Array {
    const entry = { log: obisCodes.fraudLog, code: 40, time: noon - id }
    return alarm(this.meter.serial, { time: noon, entry, confirmed: true, id })
  }

  async storedTimes(): Promise<number[]> {
    const { items } = await api<{ items: EndDeviceEvent[] }>(
      `/end-device-events?endDevice=${this.meter.serial}&limit=500`,
    )
    return items.map(({ time }) => noon - secondsOf(Date.parse(time)))
  }
}

test('a head-end that is killed between a push and its commit loses nothing that it has confirmed, and doubles nothing', async () => {
  await api('/end-devices', numbers.map(pushingEnrolment))
  const tellers = numbers.map(n => new Teller(n))
  for (let kills = 0; kills < 2; kills++) {
    // Some are confirmed, others are on their way into the store or not read yet.
    let isKilled: Promise<void> | undefined
    await Promise.all(
      tellers.map(teller =>
        teller.tell(() => {
          isKilled ??= end('SIGKILL')
        }),
      ),
    )
    await isKilled
    await start()
    if (kills === 0) expect(tellers.some(({ pending }) => pending.size > 0)).toBe(true)
    for (const teller of tellers) {
      const stored = await teller.storedTimes()
      expect(new Set(stored).size).toBe(stored.length)
      expect(stored).toEqual(expect.arrayContaining([...teller.confirmed]))
    }
  }
  await Promise.all(tellers.map(teller => teller.tell(() => {})))
  for (const teller of tellers) {
    const stored = await teller.storedTimes()
    expect(stored.toSorted((a, b) => a - b)).toEqual(Array.from({ length: eventsOfEach }, (_, i) => i))
  }
})
