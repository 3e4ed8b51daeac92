import { obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import { programme } from '../programme.ts'
import { stepAt } from '../steps/refusal.ts'

/** Seconds by which a clock that was set may differ from ours: what the request has been under way. */
const within = 2

export const setClock = programme({
  kind: 'set-clock',
  title: 'Set the clock to ours',
  parameters: Type.Object({}, { additionalProperties: false }),
  subject: () => 'clock',
  async perform(meter) {
    const target = `${obisCodes.clock} time`
    const before = await stepAt(target, async () => {
      const { offsetSeconds } = await meter.clock()
      return offsetSeconds !== null && Math.abs(offsetSeconds) <= 1
        ? { target, outcome: 'verified', found: offsetText(offsetSeconds), reason: 'was so already' }
        : { target, outcome: 'differs', found: offsetText(offsetSeconds) }
    })
    if (before.outcome === 'verified') return { steps: [before] }
    const step = await stepAt(target, async () => {
      const { offsetSeconds } = await meter.setClock()
      const isSet = offsetSeconds !== null && Math.abs(offsetSeconds) <= within
      const found = offsetText(offsetSeconds)
      return { target, outcome: isSet ? 'verified' : 'differs', wrote: 'our time', found }
    })
    const detail = before.found === undefined ? {} : { detail: `before: ${before.found}` }
    return { steps: [step], ...detail }
  },
})

function offsetText(seconds: number | null): string {
  return seconds === null ? 'no moment' : `${seconds} s from our time`
}
