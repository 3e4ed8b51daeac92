import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { concat, fromHex } from '@ferraris/bytes'
import { data, encodeData } from '@ferraris/cosem'
import { encodeMbusFrames } from '@ferraris/dlms/mbus'
import { SuiteKeys } from '@ferraris/dlms/security'
import { afterEach, describe, expect, test } from 'vitest'
import { InputError } from '../errors.ts'
import { parseListenPlace } from './listen-place.ts'
import { readPushKeys } from './push-keys.ts'

const program = fileURLToPath(new URL('../../bin/ferraris.js', import.meta.url))
const guek = '000102030405060708090a0b0c0d0e0f'
const gak = 'd0d1d2d3d4d5d6d7d8d9dadbdcdddedf'

const children: ChildProcess[] = []
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
})

/** A ciphered push of a power, in M-Bus frames. */
function telegram(power: number): Uint8Array {
  const systemTitle = fromHex('4645520000000001')
  const time = fromHex('0f000000000c07ea0b1506080f00ff800000')
  const plain = concat(time, encodeData(data.structure(data.doubleLongUnsigned(power))))
  const octets = new SuiteKeys(fromHex(guek), fromHex(gak)).protect(0x30, systemTitle, power, plain)
  const apdu = concat(Uint8Array.of(0xdb, 8), systemTitle, Uint8Array.of(octets.length), octets)
  return concat(...encodeMbusFrames(apdu))
}

test('listen prints each telegram as a line of JSON, and ends after as many as it was told', async () => {
  const options = ['--json', '--count', '2', '--keys', JSON.stringify({ guek, gak })]
  const child = spawn(process.execPath, [program, 'listen', 'tcp://127.0.0.1:0', ...options])
  children.push(child)
  const [greeting] = (await once(createInterface(child.stderr), 'line')) as [string]
  const port = Number(/:(\d+)\. /.exec(greeting)![1])
  const lines: string[] = []
  createInterface(child.stdout).on('line', line => lines.push(line))
  const socket = connect(port, '127.0.0.1')
  for (const power of [1500, 1600]) socket.write(telegram(power))
  expect(await once(child, 'close')).toEqual([0, null])
  socket.destroy()
  const [first, second] = lines.map(line => JSON.parse(line))
  expect(first).toMatchObject({
    framing: 'mbus',
    kind: 'data-notification',
    meter: '4645520000000001',
    layout: 'Kaifa, list 1',
    readings: [{ obis: '1.0.1.7.0.255', value: 1500, unit: 'W', time: expect.stringContaining('08:15') }],
  })
  expect(second.readings[0].value).toBe(1600)
})

describe('the place to listen at', () => {
  test.each([
    ['tcp://0.0.0.0', { medium: 'tcp', host: '0.0.0.0', port: 4060 }],
    ['udp://[::]:4061', { medium: 'udp', host: '::', port: 4061 }],
    [
      'serial:///dev/ttyUSB0?parity=even',
      { medium: 'serial', path: '/dev/ttyUSB0', baud: 2400, bits: 8, parity: 'even', stop: 1 },
    ],
    ['mqtt://broker:1883/han/+/raw', { medium: 'mqtt', url: 'mqtt://broker:1883', topic: 'han/+/raw' }],
    ['mqtts://broker/han/#', { medium: 'mqtt', url: 'mqtts://broker', topic: 'han/#' }],
  ])('%s', (text, place) => {
    expect(parseListenPlace(text, {})).toEqual(place)
  })

  test('of a broker has its secrets in the environment', () => {
    const environment = { FERRARIS_MQTT_USERNAME: 'u', FERRARIS_MQTT_PASSWORD: 'p' }
    expect(parseListenPlace('mqtt://broker/a', environment)).toMatchObject({ username: 'u', password: 'p' })
  })

  test.each([
    ['4060', 'is no URI'],
    ['http://0.0.0.0', 'http is not known'],
    ['tcp://', 'names no address'],
    ['tcp://0.0.0.0:4060/a', 'ends with the port'],
    ['serial:///dev/ttyUSB0?baud=fast', 'baud: "fast"'],
    ['serial://', 'path: names no serial port'],
    ['mqtt://broker', 'with a topic'],
    ['mqtt://u:p@broker/a', 'FERRARIS_MQTT_USERNAME'],
  ])('%s is refused: %s', (text, why) => {
    const parse = () => parseListenPlace(text, {})
    expect(parse).toThrow(InputError)
    expect(parse).toThrow(why)
    expect(parse).toThrow(/^(?!.*u:p)/)
  })
})

describe('keys for pushes', () => {
  test('are sets of hex texts, of which gak and systemTitle may be missing', async () => {
    expect(await readPushKeys(undefined)).toEqual([])
    expect(await readPushKeys(JSON.stringify({ guek, systemTitle: '4645520000000001' }))).toEqual([
      { guek: fromHex(guek), systemTitle: fromHex('4645520000000001') },
    ])
  })

  test.each([
    [{ gak }, '--keys[0].guek: is missing'],
    [{ guek: guek.slice(2) }, '--keys[0].guek: is not 16 or 32 octets'],
    [{ guek, gak: 'secret' }, '--keys[0].gak: is not 16 octets'],
  ])('that are none are refused without being shown: %#', async (set, why) => {
    await expect(readPushKeys(JSON.stringify(set))).rejects.toThrow(why)
    await expect(readPushKeys(JSON.stringify(set))).rejects.toThrow(/^(?!.*(0405|secret))/)
  })
})
