import type { Frame } from '@ferraris/chain2'
import type { Zone } from '@ferraris/cosem'
import { secondsPerQuarter } from '@ferraris/metering'
import { type Day, withClosing, withQuarter } from '../energy/day.ts'
import { heedFrame } from '../readings/heed-frame.ts'
import type { MeterState } from './state.ts'

/** A meter with one more of its frames. */
export function takeFrame(meter: MeterState, frame: Frame, zone: Zone, now: number): MeterState {
  return {
    ...meter,
    link: { ...meter.link, provenAt: meter.link.provenAt ?? now },
    readings: heedFrame(meter.readings, frame, now),
    days: daysWith(meter, frame, zone),
  }
}

function daysWith({ days, readings }: MeterState, frame: Frame, zone: Zone): readonly Day[] {
  switch (frame.frame) {
    case 1:
      return withBoth(days, zone, 'imported', frame, frame.tariff, readings.importedEnergy !== undefined)
    case 2:
      return withBoth(days, zone, 'exported', frame, 0, readings.exportedEnergy !== undefined)
    case 5:
      return withClosing(days, zone, frame)
    default:
      return days
  }
}

interface Sample {
  readonly measureTime: number
  readonly quarterEnergy: number
  readonly previousQuarterEnergy: number
}

/** The quarter that has ended, and the one before, where its own frame was lost: of that the tariff is not known. */
function withBoth(
  days: readonly Day[],
  zone: Zone,
  direction: 'imported' | 'exported',
  { measureTime, quarterEnergy, previousQuarterEnergy }: Sample,
  tariff: number,
  hasBegun: boolean,
): readonly Day[] {
  const before = { end: measureTime - secondsPerQuarter, wh: previousQuarterEnergy, tariff: 0 } as const
  // Before a meter's first frame here there is nothing that was lost; a new meter tells 0 of it.
  const filled = hasBegun ? withQuarter(days, zone, direction, { ...before, source: 'next' }) : days
  return withQuarter(filled, zone, direction, { end: measureTime, wh: quarterEnergy, tariff, source: 'own' })
}
