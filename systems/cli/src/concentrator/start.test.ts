import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { createLine, planDistrict, Simulation } from '@ferraris/power-line'
import { type ModemInput, openModem, stepModem } from '@ferraris/smitp/host'
import type { Port, Station } from '@ferraris/smitp/line'
import { aca } from '@ferraris/smitp/mac'
import { SlaveStation } from '@ferraris/smitp/slave'
import { layCable, socatIsHere } from '@ferraris/testing'
import { openSerial } from '@ferraris/transport'
import { afterEach, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { type ConcentratorFlags, headEndPlace, modemPlace } from './options.ts'

const program = fileURLToPath(new URL('../../bin/ferraris.js', import.meta.url))
const serialPort = { baud: 57_600, bits: 8, parity: 'none', stop: 1 } as const

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const meter = aca('464500000001')

/** A node on the mains in real time, and a modem between the mains and a serial port. */
async function emulatedMains(path: string): Promise<void> {
  const plan = planDistrict({ meters: 1, hops: 1, seed: 1 })
  const simulation = new Simulation(Date.now())
  const line = createLine(plan, 1, { simulation })
  new SlaveStation({ aca: meter, application: () => undefined }, station =>
    line.attach(plan.homes[0]!.id, station),
  )
  const serial = await openSerial({ path, ...serialPort })
  let modem = openModem()
  let alarm: ReturnType<typeof simulation.schedule> | undefined
  const station: Station = {
    heard: (psdu, reception, now) => step({ kind: 'heard', psdu, reception }, now),
    sent: now => step({ kind: 'sent' }, now),
    wake: () => {},
  }
  const mains: Port = line.attach(plan.substations[0]!, station)
  const step = (input: ModemInput, now: number): void => {
    const [next, outputs] = stepModem(modem, input, now)
    modem = next
    for (const output of outputs) {
      if (output.kind === 'transmit') mains.transmit(output.psdu)
      else if (output.kind === 'write') serial.write(output.octets)
      else {
        if (alarm !== undefined) simulation.cancel(alarm)
        alarm = simulation.schedule(output.at, at => step({ kind: 'tick' }, at))
      }
    }
  }
  const live = () => simulation.run(Date.now())
  serial.attach({
    onOctets: octets => {
      live()
      step({ kind: 'octets', octets }, simulation.now)
    },
    onClosed: () => {},
  })
  const timer = setInterval(live, 2)
  ends.push(() => clearInterval(timer))
  ends.push(() => serial.close())
}

async function ended(child: ChildProcess): Promise<number | null> {
  return child.exitCode ?? ((await once(child, 'exit')) as [number | null])[0]
}

test.skipIf(!socatIsHere())(
  'a concentrator on a modem finds a meter though no head-end can be reached, and stops when told (needs socat)',
  async () => {
    const data = mkdtempSync(join(tmpdir(), 'ferraris-concentrator-'))
    ends.push(() => rmSync(data, { recursive: true, force: true }))
    const cable = await layCable()
    const [host, modem] = cable.ends
    ends.push(cable.unplug)
    await emulatedMains(modem)
    const place = ['--name', 'CS-1', '--broker', 'mqtt://127.0.0.1:1', '--data', data, '--json']
    const child = spawn(process.execPath, [program, 'concentrator', 'start', `serial://${host}`, ...place])
    ends.push(() => child.kill('SIGKILL'))
    let said = ''
    child.stderr.on('data', text => {
      said += text
    })
    const [output] = await Promise.race([
      once(child.stdout, 'data'),
      ended(child).then(() => {
        throw new Error(said)
      }),
    ])
    const { store } = JSON.parse(String(output))
    expect(statSync(join(data, 'concentrator.kek')).mode & 0o777).toBe(0o600)
    const database = new DatabaseSync(store, { readOnly: true })
    ends.push(() => database.close())
    const known = () => database.prepare('SELECT aca, state FROM meter').all()
    while (known().length === 0) await sleep(100)
    expect(known()).toEqual([expect.objectContaining({ aca: meter, state: 'new' })])
    expect(said).toMatch(/no way to mqtt:\/\/127\.0\.0\.1:1: .*ECONNREFUSED.* It is tried again/)

    const second = spawn(process.execPath, [program, 'concentrator', 'start', `serial://${host}`, ...place])
    let refused = ''
    second.stdout.on('data', text => {
      refused += text
    })
    expect(await ended(second)).toBe(1)
    expect(JSON.parse(refused).error).toMatchObject({ code: 'held', layer: 'lock' })
    child.kill('SIGTERM')
    expect(await ended(child)).toBe(0)
  },
)

test('what is written wrong is said with what to write', () => {
  const flags: ConcentratorFlags = { name: 'CS-1', broker: 'mqtt://127.0.0.1:1', timeZone: 'Europe/Rome' }
  expect(modemPlace('serial:///dev/ttyUSB0')).toEqual({ path: '/dev/ttyUSB0', ...serialPort })
  expect(modemPlace('serial:///dev/ttyUSB0?baud=9600').baud).toBe(9600)
  expect(() => modemPlace('tcp://127.0.0.1:4059')).toThrow(InputError)
  expect(() => headEndPlace({ ...flags, tlsCert: 'cert.pem' }, {})).toThrow('--tls-key: is missing')
  expect(() => headEndPlace({ ...flags, tunnel: 'nowhere' }, {})).toThrow('--tunnel')
  expect(headEndPlace({ ...flags, tunnel: '[::1]:4061' }, { FERRARIS_CONCENTRATOR_CREDENTIAL: 'x' })).toEqual(
    {
      broker: flags.broker,
      tunnel: { host: '::1', port: 4061 },
      credential: 'x',
    },
  )
})
