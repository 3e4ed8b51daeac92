import { obisCodes } from '@ferraris/metering'
import { apduOf } from '../bench.ts'
import { octetsOf } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { must } from '../verdict.ts'

const getName = octetsOf({
  apdu: 'get-request',
  value: {
    kind: 'get-request-normal',
    invokeIdAndPriority: { id: 1, confirmed: true, highPriority: true },
    attribute: { classId: 15, instanceId: obisCodes.currentAssociation, attributeId: 1 },
  },
})

/** What a server does before an association. */
export const idleCases: readonly TestCase[] = [
  {
    id: 'idle.get-is-refused',
    title: 'A GET outside of an association is not answered with data',
    clause: 'IEC 62056-5-3, 9.4.4',
    async run(bench) {
      const talk = await bench.talk(bench.subject.publicClient)
      const answer = apduOf(await talk.exchange(getName))
      must(
        answer === undefined || answer.apdu === 'exception-response',
        `answered with ${answer?.apdu}; an exception-response or nothing is expected`,
      )
      await bench.stillServes()
    },
  },
  {
    id: 'idle.release-is-refused',
    title: 'A release outside of an association does no harm',
    clause: 'IEC 62056-5-3, 9.4.3',
    async run(bench) {
      const talk = await bench.talk(bench.subject.publicClient)
      await talk.exchange(octetsOf({ apdu: 'rlrq', value: { reason: 'normal' } }))
      await bench.stillServes()
    },
  },
  {
    id: 'idle.garbage-is-survived',
    title: 'Octets that are no APDU do no harm',
    clause: 'IEC 62056-5-3, 9.5',
    async run(bench) {
      const garbage = [
        '00',
        'ff',
        'c0',
        '60',
        '6080',
        '60847fffffff',
        'db',
        'db08ffffffffffffffff',
        'e0ffffff',
      ]
      for (const hex of garbage) {
        const talk = await bench.talk(bench.subject.publicClient)
        const answer = await talk.exchange(Uint8Array.from(Buffer.from(hex, 'hex')))
        must(
          answer.kind !== 'apdu' || answer.apdu[0] !== 0x61 || apduOf(answer)?.apdu === 'aare',
          `broken AARE in answer to ${hex}`,
        )
        await talk.close()
      }
      await bench.stillServes()
    },
  },
]
