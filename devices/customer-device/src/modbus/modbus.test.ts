import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mutations } from '@ferraris/testing'
import modbusSerial from 'modbus-serial'
import { afterEach, expect, test } from 'vitest'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { answerModbus, requestsIn } from './answer.ts'
import { openModbus } from './server.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

async function served() {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  const listening = await openModbus({ device: box.device, host: '127.0.0.1', port: 0, paired: [] })
  ends.push(() => listening.close())
  const meter = new SendingMeter()
  box.device.take(meter.association())
  return { box, meter, port: listening.port }
}

async function client(port: number): Promise<InstanceType<typeof modbusSerial.default>> {
  const modbus = new modbusSerial.default()
  await modbus.connectTCP('127.0.0.1', { port })
  modbus.setID(1)
  modbus.setTimeout(20_000)
  ends.push(() => new Promise(resolve => modbus.close(resolve)))
  return modbus
}

async function exceptionOf(work: Promise<unknown>): Promise<number | undefined> {
  try {
    await work
  } catch (error) {
    return (error as { modbusCode?: number }).modbusCode
  }
  return undefined
}

test('a foreign client reads what is known; what is not is an exception, never zero', async () => {
  const { box, meter, port } = await served()
  const modbus = await client(port)
  expect(await exceptionOf(modbus.readHoldingRegisters(2, 1))).toBe(4)
  box.device.take(
    meter.quarter({ measureTime: noon, power: 640, totalEnergy: 70_000_123, averagePower: 400, tariff: 2 }),
  )
  expect((await modbus.readHoldingRegisters(2, 1)).data).toEqual([640])
  expect((await modbus.readInputRegisters(5, 2)).data).toEqual([70_000_123 >>> 16, 70_000_123 & 0xffff])
  expect((await modbus.readHoldingRegisters(203, 1)).data).toEqual([2])
  expect((await modbus.readHoldingRegisters(32, 2)).data).toEqual([0, 100])
  expect((await modbus.readHoldingRegisters(782, 1)).data).toEqual([0xffff])
  box.device.take(meter.exceeded(4100, noon + 20, 90))
  expect((await modbus.readHoldingRegisters(782, 1)).data).toEqual([90])
  // Production was not heard.
  expect(await exceptionOf(modbus.readHoldingRegisters(924, 2))).toBe(4)
  expect(await exceptionOf(modbus.readHoldingRegisters(3, 1))).toBe(2)
  expect(await exceptionOf(modbus.readHoldingRegisters(5, 1))).toBe(2)
  expect(await exceptionOf(modbus.writeRegister(2, 1))).toBe(1)
})

const mbpollIsHere = spawnSync('mbpoll', ['-h']).error === undefined

test.runIf(mbpollIsHere)('mbpoll reads it, too', async () => {
  const { box, meter, port } = await served()
  box.device.take(meter.power(1234, noon))
  const child = spawn('mbpoll', [
    '-m',
    'tcp',
    '-p',
    `${port}`,
    '-0',
    '-r',
    '2',
    '-c',
    '1',
    '-1',
    '-q',
    '127.0.0.1',
  ])
  let text = ''
  child.stdout.on('data', part => {
    text += part
  })
  await once(child, 'close')
  expect(text).toMatch(/\[2\]:\s+1234/)
})

test('after a restart there is no zero', async () => {
  const { box, meter } = await served()
  box.device.take(meter.quarter({ measureTime: noon, power: 640, totalEnergy: 70_000 }))
  box.restart()
  const listening = await openModbus({ device: box.device, host: '127.0.0.1', port: 0, paired: [] })
  ends.push(() => listening.close())
  const modbus = await client(listening.port)
  // What was heard lately is still so; when it has grown old it is unknown.
  expect((await modbus.readHoldingRegisters(5, 2)).data).toEqual([1, 70_000 - 65_536])
  box.now += 7200
  expect(await exceptionOf(modbus.readHoldingRegisters(2, 1))).toBe(4)
})

test('whatever octets come, they are answered, waited for, or end the connection', () => {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  const view = box.device.view()
  const request = Uint8Array.of(0, 1, 0, 0, 0, 6, 1, 3, 0, 2, 0, 1)
  for (const octets of mutations(3, [request, Uint8Array.of(...request, ...request)], 20_000)) {
    const found = requestsIn(octets)
    for (const one of found?.requests ?? []) {
      const answer = answerModbus(one, () => view)
      expect(answer.length).toBe(6 + new DataView(answer.buffer, answer.byteOffset).getUint16(4))
    }
    expect(found?.rest.length ?? 0).toBeLessThanOrEqual(260)
  }
})
