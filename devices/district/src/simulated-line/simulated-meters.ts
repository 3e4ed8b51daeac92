import {
  CurveCache,
  inMemory,
  italianBands,
  type LocalCalendar,
  Meter,
  serialOf,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import type { DistrictPlan, Line } from '@ferraris/power-line'
import type { SlaveStation } from '@ferraris/smitp/slave'
import type { DownMessage } from '@ferraris/uplink'
import { lineFaceOf, plugIn } from './modem.ts'

/** A home's meter on the line, and what its concentrator is told of it. */
export interface SimulatedMeter {
  readonly home: string
  readonly meter: Meter
  readonly adoption: Extract<DownMessage, { readonly kind: 'adopt' }>['meters'][number]
  /** On the line: `detach` lets it die. */
  readonly station: SlaveStation
}

/** Records begin this long before the simulation. */
const depthDays = 10

/** Gives each home of a plan a meter: synthetic loads, METERS AND MORE, memory as long as the process lives. */
export function simulatedMeters(
  { homes }: DistrictPlan,
  line: Line,
  seed: number,
  calendar: LocalCalendar,
  firstNumber = 1,
): SimulatedMeter[] {
  const surroundings = { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache(64) }
  const clock = { now: () => line.now }
  const origin = calendar.at(wholeSecondsOf(line.now)).day - depthDays
  return homes.map(({ id, phases }, i) => {
    const number = firstNumber + i
    const operational = { write: keyOf(seed, number, 1), read: keyOf(seed, number, 2) }
    const meter = new Meter(
      {
        serial: serialOf(number),
        load: syntheticHousehold(seed, number),
        seed: Math.imul(seed ^ number, 0x9e3779b1),
        phases: phases.length === 3 ? 3 : 1,
        origin,
        depthDays: depthDays + 2,
        memory: inMemory(),
        smitp: { operational },
      },
      surroundings,
      undefined,
      clock,
    )
    const face = lineFaceOf(meter)
    return {
      home: id,
      meter,
      station: face.plugIn(plugIn(line, id, face.aca)),
      adoption: {
        aca: face.aca,
        serial: meter.identity.serial,
        k1: Buffer.from(operational.write).toString('hex'),
        k2: Buffer.from(operational.read).toString('hex'),
      },
    }
  })
}

/** A key of a meter that exists in a simulation only: it follows from the seed, so that runs repeat, and guards nothing. */
function keyOf(seed: number, number: number, use: number): Uint8Array {
  const key = Buffer.alloc(16)
  key.writeInt32BE(seed | 0, 0)
  key.writeInt32BE(number, 4)
  key[15] = use
  return key
}
