import { classes } from '@ferraris/cosem/classes'
import { clockCorrection, clockLimits, obisCodes } from '@ferraris/metering'
import { Type } from 'typebox'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import { programme } from '../programme.ts'
import { invoke } from '../steps/invoke.ts'
import { stepAt } from '../steps/refusal.ts'

/** An order to set the clock takes away what a reading would let pass. */
const limits = { ...clockLimits, tolerance: 1 }

/** Seconds by which a clock that was set may differ from ours: what the request has been under way. */
const within = 2

export const setClock = programme({
  kind: 'set-clock',
  title: 'Set the clock to ours',
  parameters: Type.Object({}, { additionalProperties: false }),
  subject: () => 'clock',
  async perform(meter) {
    const target = `${obisCodes.clock} time`
    let ahead: number | null = null
    const before = await stepAt(target, async () => {
      const { offsetSeconds } = await meter.clock()
      ahead = offsetSeconds
      return isWithin(offsetSeconds, limits.tolerance)
        ? { target, outcome: 'verified', found: offsetText(offsetSeconds), reason: 'was so already' }
        : { target, outcome: 'differs', found: offsetText(offsetSeconds) }
    })
    if (before.outcome === 'verified') return { steps: [before] }
    const step = await stepAt(target, async () => {
      const { wrote, offsetSeconds } = await putRight(meter, ahead)
      const outcome = isWithin(offsetSeconds, within) ? 'verified' : 'differs'
      return { target, outcome, wrote, found: offsetText(offsetSeconds) }
    })
    const found = Object.entries({ before: before.found, after: step.found })
    const detail = found.flatMap(([when, text]) => (text === undefined ? [] : `${when}: ${text}`)).join('; ')
    return { steps: [step], ...(detail !== '' && { detail }) }
  },
})

/**
 * A clock that has drifted is shifted, one that was lost is set; so is one whose meter does not shift it. Either way the meter
 * marks the intervals that this touches.
 */
async function putRight(meter: DlmsMeter, ahead: number | null) {
  const correction = ahead === null ? { way: 'set' as const } : clockCorrection(ahead, limits)
  if (correction.way === 'shift') {
    const { seconds } = correction
    const { outcome } = await invoke(meter, classes.clock, obisCodes.clock, 'shiftTime', seconds)
    if (outcome === 'done') return { wrote: `shifted by ${seconds} s`, ...(await meter.clock()) }
  }
  return { wrote: 'our time', ...(await meter.setClock()) }
}

function isWithin(seconds: number | null, most: number): boolean {
  return seconds !== null && Math.abs(seconds) <= most
}

function offsetText(seconds: number | null): string {
  return seconds === null ? 'no moment' : `${seconds} s from our time`
}
