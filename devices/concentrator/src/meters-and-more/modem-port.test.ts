import { type ModemInput, openModem, stepModem } from '@ferraris/smitp/host'
import type { Port, Station } from '@ferraris/smitp/line'
import { expect, test } from 'vitest'
import { Concentrator } from '../concentrator.ts'
import { Store } from '../store/store.ts'
import { TestLine } from '../testing/line.fixture.ts'
import { randomFrom } from '../testing/random.fixture.ts'
import { hourMs, rome, start, TestHeadEnd } from '../testing/section.fixture.ts'
import { TestMeter } from '../testing/table-meter.fixture.ts'
import { metersAndMore } from './meters-and-more.ts'
import { ModemPort } from './modem-port.ts'

/** An emulated modem between the mains and a serial line that takes its time for each octet. */
function emulatedModem(line: TestLine, toHost: (octets: Uint8Array, now: number) => void) {
  let modem = openModem()
  let alarm: ReturnType<TestLine['simulation']['schedule']> | undefined
  const station: Station = {
    heard: (psdu, reception, now) => step({ kind: 'heard', psdu, reception }, now),
    sent: now => step({ kind: 'sent' }, now),
    wake: () => {},
  }
  const mains: Port = line.attach('dc', station)
  const step = (input: ModemInput, now: number): void => {
    const [next, outputs] = stepModem(modem, input, now)
    modem = next
    for (const output of outputs) {
      if (output.kind === 'transmit') mains.transmit(output.psdu)
      else if (output.kind === 'write') {
        line.simulation.schedule(now + output.octets.length * 0.18, at => toHost(output.octets, at))
      } else {
        if (alarm !== undefined) line.simulation.cancel(alarm)
        alarm = line.simulation.schedule(output.at, at => step({ kind: 'tick' }, at))
      }
    }
  }
  return (octets: Uint8Array) =>
    line.simulation.schedule(line.now + octets.length * 0.18, at => step({ kind: 'octets', octets }, at))
}

test('the same concentrator reads its section through a modem on a serial line', () => {
  const random = randomFrom(3)
  const line = new TestLine(() => 20, random, start)
  line.loss = 0.03
  const headEnd = new TestHeadEnd()
  /** Schedules one alarm at a time. */
  const alarmClock = (ring: (now: number) => void) => {
    let alarm: ReturnType<TestLine['simulation']['schedule']> | undefined
    return (time: number) => {
      if (alarm !== undefined) line.simulation.cancel(alarm)
      if (time < Number.POSITIVE_INFINITY) alarm = line.simulation.schedule(time, ring)
    }
  }
  let port: ModemPort | undefined
  const toModem = emulatedModem(line, (octets, now) => port?.octets(octets, now))
  const attach = (station: Station) => {
    port = new ModemPort(station, {
      write: toModem,
      now: () => line.now,
      wakeAt: alarmClock(now => port?.wake(now)),
    })
    return port
  }
  const concentrator: Concentrator = new Concentrator({
    substation: 'CS-1',
    zone: rome,
    store: Store.inMemory(),
    network: metersAndMore({ attach }),
    uplink: {
      publish: message => {
        headEnd.take(message)
        return true
      },
    },
    wakeAt: alarmClock(now => concentrator.wake(now)),
    random,
    settings: { historyDays: 2 },
  })
  const meters = [1, 2, 3].map(number => new TestMeter(line, number))
  concentrator.start(line.now)
  concentrator.connected(line.now)
  concentrator.received({ kind: 'adopt', meters: meters.map(({ adoption }) => adoption) }, line.now)
  line.simulation.run(start + 2 * hourMs)
  for (const { aca } of meters) expect(headEnd.days(aca)).toHaveLength(2)
})
