import type { Port, Reception, Station } from '@ferraris/smitp/line'
import { airtime } from '@ferraris/smitp/phy'
import { expect, test } from 'vitest'
import type { DistrictPlan, Home } from '../plan/plan.ts'
import { planDistrict } from '../plan/plan-district.ts'
import { PlanError } from '../plan/plan-error.ts'
import { createLine, type Line, type LineOptions } from './line.ts'
import type { FrameSeen } from './medium.ts'

interface Heard {
  readonly psdu: Uint8Array
  readonly reception: Reception
  readonly now: number
}

/** A station that takes down what happens to it, and may do something when it does. */
class Recorder implements Station {
  readonly frames: Heard[] = []
  readonly events: string[] = []
  readonly port: Port
  onWake: (now: number) => void = () => {}

  constructor(line: Line, place: string, wants?: (psdu: Uint8Array) => boolean) {
    this.port = line.attach(place, this, wants)
  }

  heard(psdu: Uint8Array, reception: Reception, now: number): void {
    this.frames.push({ psdu, reception, now })
    this.events.push(`heard ${psdu[0]} at ${now}`)
  }

  sent(now: number): void {
    this.events.push(`sent at ${now}`)
  }

  wake(now: number): void {
    this.events.push(`woken at ${now}`)
    this.onWake(now)
  }
}

function frame(first: number, octets = 30): Uint8Array {
  return new Uint8Array(octets).fill(0x55).fill(first, 0, 1)
}

function section(from: string, to: string, metres: number, open = false) {
  return { id: `${from}-${to}`, from, to, metres, cable: 'underground', ...(open && { open }) } as const
}

function home(id: string, box: string, phase: 1 | 2 | 3 = 1): Home {
  return {
    id,
    box,
    phases: [phase],
    metres: 10,
  }
}

/** A feeder of four boxes a stone's throw apart, and a second transformer behind an open tie. */
const street: DistrictPlan = {
  name: 'street',
  band: 'cenelec-a',
  substations: ['S1', 'S2'],
  sections: [
    section('S1', 'A', 40),
    section('A', 'B', 40),
    section('B', 'C', 40),
    section('C', 'D', 900),
    section('S2', 'E', 40),
    section('C', 'E', 30, true),
  ],
  homes: [home('a', 'A'), home('b', 'B'), home('b2', 'B', 2), home('c', 'C'), home('d', 'D'), home('e', 'E')],
}

function atNight(options: LineOptions = {}) {
  return createLine(street, 1, { localHour: () => 3, ...options })
}

function audible(line: Line, from: string, to: string) {
  return line.audible(from).find(({ place }) => place === to)
}

test('a frame reaches the stations near by after its time on air, and its sender is notified', () => {
  const line = atNight()
  const [master, a, far] = [new Recorder(line, 'S1'), new Recorder(line, 'a'), new Recorder(line, 'd')]
  master.port.transmit(frame(1))
  line.run(1000)
  expect(master.events).toEqual([`sent at ${airtime(30)}`])
  expect(a.events).toEqual([`heard 1 at ${airtime(30)}`])
  expect(a.frames[0]!.psdu).toEqual(frame(1))
  expect(a.frames[0]!.reception.snr).toBeGreaterThan(20)
  expect(far.events).toEqual([])
  expect(line.traffic).toEqual({ frames: 1, airtime: airtime(30) })
})

/** Loss from the busbar, or from another place, as the mean over many lines: no two of them fade alike. */
function meanLoss(to: string, { from = 'S1', plan = street } = {}): number {
  const losses = Array.from({ length: 60 }, (_, seed) => audible(createLine(plan, seed), from, to)!.loss)
  return losses.reduce((sum, loss) => sum + loss, 0) / losses.length
}

test('a signal loses more the farther it goes, across phases, and on a higher carrier', () => {
  expect(meanLoss('b')).toBeGreaterThan(meanLoss('a') + 2)
  expect(meanLoss('c')).toBeGreaterThan(meanLoss('b') + 2)
  expect(meanLoss('b2', { from: 'a' })).toBeGreaterThan(meanLoss('b', { from: 'a' }) + 12)
  expect(meanLoss('c', { plan: { ...street, band: 'cenelec-c' } })).toBeGreaterThan(meanLoss('c') + 1)
})

test('a link loses as much in either direction, and more where more homes hang at a box', () => {
  const line = atNight()
  expect(audible(line, 'a', 'b')!.loss).toBe(audible(line, 'b', 'a')!.loss)
  const crowded = { ...street, homes: [...street.homes, home('a2', 'A'), home('a3', 'A'), home('a4', 'A')] }
  expect(meanLoss('c', { plan: crowded })).toBeGreaterThan(meanLoss('c') + 1)
})

test('the evening is noisier than the night', () => {
  const snr = (hour: number) => audible(atNight({ localHour: () => hour }), 'S1', 'c')!.snr
  expect(snr(20)).toBeLessThan(snr(3) - 4)
})

test('the receiver reports whether the sender sits on its phase', () => {
  const line = atNight()
  const [a, b, b2] = ['a', 'b', 'b2'].map(place => new Recorder(line, place))
  a!.port.transmit(frame(1))
  line.run(1000)
  expect(b!.frames.map(({ reception }) => reception.inPhase)).toEqual([true])
  expect(b2!.frames.map(({ reception }) => reception.inPhase)).toEqual([false])
})

test('two frames at a time destroy each other where both are as strong', () => {
  const line = atNight()
  const [a, b, c] = ['a', 'b', 'c'].map(place => new Recorder(line, place))
  a!.port.transmit(frame(1))
  c!.port.transmit(frame(2))
  line.run(1000)
  expect(b!.frames.filter(({ psdu }) => psdu.every((octet, i) => octet === frame(psdu[0]!)[i]))).toEqual([])
})

test('the stronger of two frames takes the receiver over, even when it begins later', () => {
  const line = atNight()
  // c is a long way off, seen from a busbar on which the concentrator stands.
  const [meter, far, near] = [new Recorder(line, 'S1'), new Recorder(line, 'c'), new Recorder(line, 'S1')]
  far.port.transmit(frame(1))
  near.onWake = () => near.port.transmit(frame(2))
  near.port.wakeAt(5)
  line.run(1000)
  expect(meter.frames.map(({ psdu }) => psdu)).toEqual([frame(2)])
})

test('a sending station hears nothing', () => {
  const line = atNight()
  const [a, b] = ['a', 'b'].map(place => new Recorder(line, place))
  a!.port.transmit(frame(1, 100))
  b!.onWake = () => b!.port.transmit(frame(2, 10))
  b!.port.wakeAt(airtime(100) - 1)
  line.run(1000)
  expect(b!.frames).toEqual([])
})

test('a second frame waits until the first has left', () => {
  const line = atNight()
  const [a, b] = ['a', 'b'].map(place => new Recorder(line, place))
  a!.port.transmit(frame(1))
  a!.port.transmit(frame(2))
  line.run(1000)
  expect(b!.frames.map(({ psdu, now }) => [psdu[0], now])).toEqual([
    [1, airtime(30)],
    [2, 2 * airtime(30)],
  ])
})

test('a modem hands on only the frames that pass its address filter', () => {
  const line = atNight()
  const a = new Recorder(line, 'a')
  const b = new Recorder(line, 'b', psdu => psdu[0] === 2)
  a.port.transmit(frame(1))
  a.port.transmit(frame(2))
  line.run(1000)
  expect(b.frames.map(({ psdu }) => psdu[0])).toEqual([2])
})

test('a station has one alarm: a later one replaces an earlier one, and none rings once it is detached', () => {
  const line = atNight()
  const a = new Recorder(line, 'a')
  a.port.wakeAt(10)
  a.port.wakeAt(20)
  line.run(30)
  expect(a.events).toEqual(['woken at 20'])
  a.port.wakeAt(40)
  a.port.detach()
  line.run(100)
  expect(a.events).toEqual(['woken at 20'])
})

test('a station that dies in the middle of its frame delivers nothing', () => {
  const line = atNight()
  const [a, b] = ['a', 'b'].map(place => new Recorder(line, place))
  a!.port.transmit(frame(1))
  line.simulation.schedule(5, () => a!.port.detach())
  line.run(1000)
  expect(b!.frames).toEqual([])
  expect(a!.events).toEqual([])
})

test('noise grows over a link until nothing comes through, and all is well when it is unplugged', () => {
  const line = atNight()
  const [a, b] = ['a', 'b'].map(place => new Recorder(line, place))
  const heardOf = (count: number) => {
    const before = b!.frames.length
    for (let i = 0; i < count; i++) a!.port.transmit(frame(1))
    line.run(line.now + count * airtime(30) + 1)
    return b!.frames.slice(before).filter(({ psdu }) => psdu.every((octet, i) => octet === frame(1)[i]))
      .length
  }
  expect(heardOf(50)).toBe(50)
  const counts = [95, 102, 104, 106, 115].map(level => {
    const unplug = line.addNoise({ at: 'b', level })
    const count = heardOf(50)
    unplug()
    return count
  })
  expect(counts).toEqual([...counts].sort((x, y) => y - x))
  expect(counts[0]).toBe(50)
  expect(counts.at(-1)).toBe(0)
  expect(heardOf(50)).toBe(50)
})

test('noise at a box disturbs those near it more than those far away', () => {
  const line = atNight()
  const before = new Map(line.audible('S1').map(({ place, snr }) => [place, snr]))
  line.addNoise({ at: 'C', level: 90 })
  const worse = (place: string) => before.get(place)! - audible(line, 'S1', place)!.snr
  expect(worse('c')).toBeGreaterThan(worse('b'))
  expect(worse('b')).toBeGreaterThan(worse('a'))
})

test('a receiver on the edge gets damaged octets, and sometimes nothing at all', () => {
  const line = atNight()
  const [a, b] = [new Recorder(line, 'a'), new Recorder(line, 'b')]
  const { snr } = audible(line, 'a', 'b')!
  // Brings the link to 2.5 dB: the noise of the source alone counts.
  const level = snr - 2.5 + noiseOf(line, 'b')
  line.addNoise({ at: 'b', level })
  for (let i = 0; i < 400; i++) a.port.transmit(frame(1, 100))
  line.run(1e6)
  const damaged = b.frames.filter(({ psdu }) => psdu.some((octet, i) => octet !== frame(1, 100)[i]))
  expect(damaged.length).toBeGreaterThan(20)
  expect(damaged.every(({ psdu }) => psdu.length === 100)).toBe(true)
  expect(b.frames.length - damaged.length).toBeGreaterThan(50)
  expect(b.frames.length).toBeLessThan(395)
})

/** Background noise at a place, by a signal of known strength. */
function noiseOf(line: Line, place: string): number {
  const { loss, snr } = audible(line, 'a', place)!
  return 121 - loss - snr
}

test('a cut cable silences all stations behind it, and they are back when it is mended', () => {
  const line = atNight()
  const [master, a, b] = [new Recorder(line, 'S1'), new Recorder(line, 'a'), new Recorder(line, 'b')]
  line.switchSection('A-B', 'cut')
  expect(['a', 'b', 'c'].map(place => line.supplied(place))).toEqual([true, false, false])
  master.port.transmit(frame(1))
  b.port.transmit(frame(2))
  line.run(1000)
  expect([master, a, b].map(({ frames }) => frames.length)).toEqual([0, 1, 0])
  line.switchSection('A-B', 'closed')
  master.port.transmit(frame(3))
  line.run(2000)
  expect([a, b].map(({ frames }) => frames.length)).toEqual([2, 1])
})

test('when the grid is switched, the other transformer hears the end of the feeder', () => {
  const line = atNight()
  expect(audible(line, 'S1', 'c')!.snr).toBeGreaterThan(10)
  const faint = audible(line, 'S2', 'c')?.snr ?? -Infinity
  line.switchSection('B-C', 'open')
  line.switchSection('C-E', 'closed')
  expect(line.supplied('c')).toBe(true)
  expect(audible(line, 'S2', 'c')!.snr).toBeGreaterThan(Math.max(10, faint + 20))
  expect(audible(line, 'S1', 'c')?.snr ?? -Infinity).toBeLessThan(10)
})

test('a meter that is moved to another transformer is heard there, with the station it has', () => {
  const line = atNight()
  const [master, b] = [new Recorder(line, 'S2'), new Recorder(line, 'b')]
  master.port.transmit(frame(1))
  line.run(1000)
  expect(b.frames).toEqual([])
  line.move('b', { box: 'E', phases: [3] })
  master.port.transmit(frame(2))
  line.run(2000)
  expect(b.frames.map(({ psdu }) => psdu[0])).toEqual([2])
  expect(b.frames[0]!.reception.inPhase).toBe(false)
})

test('a frame loss on top takes its share of all receptions', () => {
  const line = atNight({ loss: 0.2 })
  const [a, b] = ['a', 'b'].map(place => new Recorder(line, place))
  for (let i = 0; i < 1000; i++) a!.port.transmit(frame(1, 10))
  line.run(1e6)
  expect(b!.frames.length).toBeGreaterThan(760)
  expect(b!.frames.length).toBeLessThan(840)
})

test('a watcher sees every frame and its reception at every station', () => {
  const line = atNight()
  const seen: FrameSeen[] = []
  const [a] = ['a', 'b', 'c'].map(place => new Recorder(line, place))
  const stop = line.watch(frame => seen.push(frame))
  a!.port.transmit(frame(1))
  line.run(1000)
  stop()
  a!.port.transmit(frame(2))
  line.run(2000)
  expect(seen).toHaveLength(1)
  expect(seen[0]).toMatchObject({ from: 'a', start: 0, end: airtime(30), psdu: frame(1) })
  expect(seen[0]!.heardBy.map(({ place, fate }) => [place, fate])).toEqual([
    ['b', 'whole'],
    ['c', 'whole'],
  ])
})

test('names that are not on the plan are reported', () => {
  const line = atNight()
  const idle: Station = { heard() {}, sent() {}, wake() {} }
  for (const attempt of [
    () => line.attach('A', idle),
    () => line.switchSection('A-Z', 'cut'),
    () => line.move('a', { box: 'Z' }),
    () => line.move('Z', { box: 'A' }),
    () => line.addNoise({ at: 'Z', level: 90 }),
    () => createLine(street, 1, { loss: 2 }),
  ]) {
    expect(attempt).toThrow(PlanError)
  }
})

/** Forty meters that talk across each other for a minute: every event of it. */
function babble(seed: number, prepare: (line: Line) => void = () => {}): string[] {
  const plan = planDistrict({ meters: 40, hops: 2, seed: 4 })
  const line = createLine(plan, seed, { loss: 0.05 })
  prepare(line)
  const stations = plan.homes.map(({ id }, i) => {
    const station = new Recorder(line, id, psdu => (psdu[0]! + i) % 3 > 0)
    station.onWake = now => {
      station.port.transmit(frame(i, 20 + i))
      station.port.wakeAt(now + 400 + 37 * i)
    }
    station.port.wakeAt(11 * i)
    return station
  })
  line.run(60_000)
  return stations.flatMap(({ events, frames }) => [
    ...events,
    ...frames.map(({ psdu, reception }) => `${Buffer.from(psdu).toString('hex')} ${reception.snr}`),
  ])
}

test('the same plan and seed give the same run, octet by octet; another seed another one', () => {
  const run = babble(1)
  expect(run.length).toBeGreaterThan(4000)
  expect(babble(1)).toEqual(run)
  expect(babble(2)).not.toEqual(run)
})

test('to watch the line does not change what happens on it', () => {
  let seen = 0
  const watched = babble(1, line => line.watch(({ heardBy }) => (seen += heardBy.length)))
  expect(seen).toBeGreaterThan(10_000)
  expect(watched).toEqual(babble(1))
})

test('a station that detaches while a frame is handed out keeps it from no other', () => {
  const line = atNight()
  const [sender, leaving, staying] = ['S1', 'a', 'a'].map(place => new Recorder(line, place))
  leaving!.heard = () => leaving!.port.detach()
  sender!.port.transmit(frame(1))
  line.run(1000)
  expect(staying!.frames).toHaveLength(1)
})
