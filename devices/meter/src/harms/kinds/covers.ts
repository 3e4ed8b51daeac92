import type { MeterEvent } from '@ferraris/metering'
import type { Effect } from '../effect.ts'
import { endOf } from '../harm.ts'
import { spanAt } from '../span.ts'

/** Something is opened, or held to the meter, and is noted as it begins and ends; a dead meter notes it once it lives again. */
function seen(begins: MeterEvent, ends: MeterEvent): Effect {
  return {
    happens(harm, { dead }) {
      const [from, to] = [harm.from, endOf(harm)].map(at => spanAt(dead, at)?.to ?? at)
      if (from === undefined || to === undefined || from >= to) return []
      const begun = { at: from, event: begins }
      return Number.isFinite(to)
        ? [begun, { at: to, event: ends, duration: endOf(harm) - harm.from }]
        : [begun]
    },
  }
}

export const meterCover = seen('meterCoverRemoved', 'meterCoverClosed')
export const terminalCover = seen('terminalCoverRemoved', 'terminalCoverClosed')
/** A magnet, which could saturate the transformers of the meter. */
export const magnet = seen('strongField', 'strongFieldGone')
