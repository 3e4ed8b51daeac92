import { describeData } from '@ferraris/cosem'
import type { DlmsMeter } from '../../access/dlms-meter.ts'
import type { Step } from '../programme.ts'
import { refused } from './refusal.ts'
import { sameData } from './same-data.ts'
import { type Fixed, targetOf } from './settle.ts'

/** Reads attributes and tells whether they are as wanted; nothing is written. */
export async function verify(meter: DlmsMeter, ...all: readonly Fixed[]): Promise<Step[]> {
  const places = all.map(({ classId, obis, attribute }) => ({ classId, obis, attribute }))
  const answers = await meter.answers(...places)
  return all.map((one, i) => {
    const answer = answers[i]
    const target = targetOf(one)
    if (answer === undefined || 'refused' in answer)
      return refused(target, `the meter refuses: ${answer?.refused ?? 'other-reason'}`)
    const outcome = sameData(answer.data, one.value) ? 'verified' : 'differs'
    return { target, outcome, wrote: describeData(one.value), found: describeData(answer.data) }
  })
}
