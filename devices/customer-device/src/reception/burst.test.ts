import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { mostKeptTogether } from '../customer-device.ts'
import { DeviceInFolder } from '../testing/running-device.fixture.ts'
import { noon, SendingMeter } from '../testing/sending-meter.fixture.ts'
import { pushWay } from './places.ts'
import { Way } from './way.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).toReversed()) await end()
})

/** A device that receives datagrams, and a meter whose datagrams have all left before the first is read. */
async function bench() {
  const box = new DeviceInFolder()
  ends.push(() => box.end())
  let writes = 0
  const save = box.store.saveState.bind(box.store)
  box.store.saveState = (before, after) => {
    if (before !== after) writes++
    save(before, after)
  }
  const { promise, resolve } = Promise.withResolvers<string>()
  const way = new Way(
    box.device,
    pushWay(box.device, { medium: 'udp', host: '127.0.0.1', port: 0 }, [], resolve),
  )
  ends.push(() => way.close())
  await way.start()
  const socket = createSocket('udp4')
  ends.push(() => socket.close())
  socket.connect(Number((await promise).split(':').at(-1)), '127.0.0.1')
  await once(socket, 'connect')
  return {
    box,
    writes: () => writes,
    send: (apdus: readonly Uint8Array[]) => {
      for (const apdu of apdus) socket.send(apdu)
    },
    /** Resolves when telegrams have been taken in or lost, so many of them. */
    async arrived(count: number) {
      const { device } = box
      for (;;) {
        const { accepted, replicas, lost } = device.state.reception
        if (accepted + replicas + lost >= count) return device.state.reception
        const { promise, resolve } = Promise.withResolvers<void>()
        const unlisten = device.listen({ onChange: resolve })
        await promise
        unlisten()
      }
    },
  }
}

test('a burst as long as the bound loses nothing, and is written a few times instead of once a frame', async () => {
  const { box, writes, send, arrived } = await bench()
  const meter = new SendingMeter()
  box.device.take(meter.association())
  const before = writes()
  send(Array.from({ length: mostKeptTogether }, (_, i) => meter.power(100 + i, noon + i)))
  expect(await arrived(mostKeptTogether)).toMatchObject({ accepted: mostKeptTogether, lost: 0, refused: {} })
  expect(box.device.state.meters[0]!.counters).toMatchObject([{ instPower: mostKeptTogether }])
  expect(box.device.view().meters[0]!.power?.value).toBe(100 + mostKeptTogether - 1)
  expect(writes() - before).toBeLessThanOrEqual(3)
})

test.runIf(process.platform === 'linux')(
  'beyond the buffer of the system each telegram is counted, as taken or as lost, and the loss is told',
  async () => {
    const { box, send, arrived } = await bench()
    const meter = new SendingMeter()
    box.device.take(meter.association())
    const told: number[] = []
    box.device.listen({ onOutput: output => output.kind === 'lost' && told.push(output.count) })
    // Twice as many as the largest buffer that is asked for has room for; replicas fill it as well as frames.
    const sent = 6000
    send(new Array(sent).fill(meter.power(100, noon)))
    const { accepted, replicas, lost } = await arrived(sent)
    expect(accepted + replicas + lost).toBe(sent)
    expect(lost).toBeGreaterThan(0)
    expect(replicas).toBeGreaterThanOrEqual(mostKeptTogether)
    expect(box.device.fullBatches).toBeGreaterThan(0)
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(lost)
    box.restart()
    expect(box.device.state.reception).toMatchObject({ accepted: 1, replicas, lost })
  },
)

test('what is not kept is not shown, counted or told', async () => {
  const { box } = await bench()
  const meter = new SendingMeter()
  box.device.take(meter.association())
  const told: string[] = []
  box.device.listen({ onOutput: ({ kind }) => told.push(kind) })
  const frame = meter.power(640, noon)
  expect(box.device.receive(frame)).toBe(true)
  expect(box.device.view().meters[0]!.power).toBeNull()
  expect(told).toEqual([])
  // The plug is pulled before it is kept: a replica is as good as the frame.
  const save = box.store.saveState
  box.store.saveState = () => {
    throw new Error('disk full')
  }
  expect(() => box.device.keep()).toThrow('disk full')
  expect(told).toEqual([])
  expect(box.device.state.meters[0]!.counters).toEqual([])
  box.store.saveState = save
  box.restart()
  expect(box.device.take(frame)).toBe(true)
  expect(box.device.state.meters[0]!.counters).toMatchObject([{ instPower: 1 }])
})
