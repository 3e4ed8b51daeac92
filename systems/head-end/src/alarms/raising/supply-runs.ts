import { type AlarmName, beginningsOf } from '@ferraris/metering'
import type { NamedEvent } from './fold.ts'

/** A time without supply as the events of one device tell it; null where they do not tell that end of it. */
export interface SupplyRun {
  readonly endDeviceId: number
  readonly began: number | null
  ended: number | null
}

const downs: readonly AlarmName[] = beginningsOf('powerUp')

/** The times without supply that events tell of, which are in order. Last gasp and power down are one beginning. */
export function supplyRuns(events: readonly NamedEvent[]): SupplyRun[] {
  const open = new Map<number, SupplyRun>()
  const runs: SupplyRun[] = []
  for (const { endDeviceId, name, at } of events) {
    const run = open.get(endDeviceId)
    if (name === 'powerUp') {
      if (run === undefined) runs.push({ endDeviceId, began: null, ended: at })
      else run.ended = at
      open.delete(endDeviceId)
    } else if (downs.includes(name) && run === undefined) {
      const begun = { endDeviceId, began: at, ended: null }
      open.set(endDeviceId, begun)
      runs.push(begun)
    }
  }
  return runs
}
