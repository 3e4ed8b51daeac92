import {
  Concentrator,
  type ConcentratorOptions,
  type MasterPlace,
  metersAndMore,
} from '@ferraris/concentrator'
import type { Line, Scheduled } from '@ferraris/power-line'

/** A concentrator at the busbar of a substation. */
export interface PlacedConcentrator {
  readonly concentrator: Concentrator
  /** Takes it off the power line, as at a power failure: what it has not written is lost. */
  remove(): void
}

/** What a concentrator needs beside the line. */
interface Equipment extends Omit<ConcentratorOptions, 'network' | 'wakeAt'> {
  /** Sees every exchange as it begins. */
  readonly onExchange?: MasterPlace['onExchange']
}

/** Puts a concentrator on the power line of a district, on its time, and starts it. */
export function placeConcentrator(line: Line, { onExchange, ...equipment }: Equipment): PlacedConcentrator {
  const { simulation } = line
  let alarm: Scheduled | undefined
  let removed = false
  const concentrator = new Concentrator({
    ...equipment,
    network: metersAndMore({ attach: station => line.attach(equipment.substation, station), onExchange }),
    wakeAt(time) {
      if (alarm !== undefined) simulation.cancel(alarm)
      if (!removed && time < Number.POSITIVE_INFINITY) {
        alarm = simulation.schedule(time, now => concentrator.wake(now))
      }
    },
  })
  concentrator.start(line.now)
  return {
    concentrator,
    remove() {
      removed = true
      concentrator.detach()
      if (alarm !== undefined) simulation.cancel(alarm)
    },
  }
}
