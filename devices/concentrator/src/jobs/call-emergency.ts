import { wholeSecondsOf } from '@ferraris/metering'
import type { Job } from '@ferraris/uplink'
import type { Procedure } from '../network/procedure.ts'
import type { Section } from '../section.ts'
import type { Attempt } from './job-queue.ts'

/** Repetitions of a frame that has no acknowledgement: the line may lose any one of them. */
const callings = 3

/** Calls an emergency to all meters of the section; each takes it by its own group. */
export function* callEmergency(
  { network, roster }: Section,
  { group, from, seconds, issued, signature }: Extract<Job['task'], { kind: 'call-emergency' }>,
): Procedure<Attempt> {
  const nodes = [...roster.all()].flatMap(({ aca, state }) => (state === 'foreign' ? [] : [aca]))
  const call = {
    group,
    seconds,
    from: wholeSecondsOf(from),
    issued: wholeSecondsOf(issued),
    signature: Buffer.from(signature, 'base64url'),
  }
  for (let calling = 0; calling < callings; calling++) yield* network.callEmergency(nodes, call)
  return {
    state: 'done',
    detail: `called to ${nodes.length} meters, ${callings} times; none acknowledges it`,
  }
}
