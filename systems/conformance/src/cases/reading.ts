import { equal } from '@ferraris/bytes'
import { obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { apduOf, type Bench } from '../bench.ts'
import { octetsOf } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { must, needs } from '../verdict.ts'

const absent = obis('0.0.96.51.254.255')

/** The server must refuse a GET with one of these results. */
async function refused(
  bench: Bench,
  item: { classId: number; obis: typeof absent; attribute: number },
  expected: readonly string[],
): Promise<void> {
  const talk = await bench.association()
  const result = await bench.get(talk, item)
  const found = result.kind === 'data' ? 'data' : result.result
  must(expected.includes(found), `${found}; one of ${expected.join(', ')} is expected`)
}

/** GET. */
export const readingCases: readonly TestCase[] = [
  {
    id: 'reading.unknown-object',
    title: 'An object that does not exist is object-undefined',
    clause: 'IEC 62056-5-3, 7.3.3',
    run: bench =>
      refused(bench, { classId: 1, obis: absent, attribute: 2 }, ['object-undefined', 'object-unavailable']),
  },
  {
    id: 'reading.wrong-class',
    title: 'A wrong class is object-class-inconsistent',
    clause: 'IEC 62056-5-3, 7.3.3',
    run: bench =>
      refused(bench, { classId: 3, obis: obisCodes.currentAssociation, attribute: 2 }, [
        'object-class-inconsistent',
        'object-undefined',
        'object-unavailable',
      ]),
  },
  {
    id: 'reading.unknown-attribute',
    title: 'An attribute that the class does not have is not answered with data',
    clause: 'IEC 62056-5-3, 7.3.3',
    run: bench =>
      refused(bench, { classId: 15, obis: obisCodes.currentAssociation, attribute: 99 }, [
        'object-unavailable',
        'object-undefined',
        'read-write-denied',
        'scope-of-access-violated',
      ]),
  },
  {
    id: 'reading.rights-hold',
    title: 'What the object list forbids to read is refused',
    clause: 'IEC 62056-6-2, class 15',
    async run(bench) {
      const objects = await bench.objects()
      const forbidden = objects.flatMap(({ classId, obis, access }) =>
        access.attributes
          .filter(({ attribute, mode }) => attribute > 1 && (mode & 1) === 0)
          .map(({ attribute }) => ({ classId, obis, attribute })),
      )
      needs(forbidden.length > 0, 'the object list forbids nothing to read')
      const talk = await bench.association()
      for (const item of forbidden.slice(0, 20)) {
        const result = await bench.get(talk, item)
        must(
          result.kind !== 'data',
          `class ${item.classId}, ${item.obis}, attribute ${item.attribute} is read`,
        )
      }
    },
  },
  {
    id: 'reading.list-equals-singles',
    title: 'A GET with a list answers item by item, each as it would alone',
    clause: 'IEC 62056-5-3, 7.3.3',
    async run(bench) {
      const talk = await bench.association()
      const items = [
        { classId: 15, obis: obisCodes.currentAssociation, attribute: 1 },
        { classId: 1, obis: absent, attribute: 2 },
        { classId: 1, obis: obisCodes.logicalDeviceName, attribute: 2 },
      ]
      const { results } = await talk.request({ service: 'get', items })
      for (const [index, item] of items.entries()) {
        const alone = await bench.get(talk, item)
        const listed = results[index]
        must(listed !== undefined, `item ${index + 1} has no result`)
        const same =
          alone.kind === 'data'
            ? listed.kind === 'data' && equal(alone.data, listed.data)
            : listed.kind !== 'data' && listed.result === alone.result
        must(same, `item ${index + 1} differs from the same item alone`)
      }
    },
  },
  {
    id: 'reading.invoke-id-is-repeated',
    title: 'The response carries the invoke id of its request',
    clause: 'IEC 62056-5-3, 9.5',
    async run(bench) {
      const talk = await bench.association(bench.subject.publicClient)
      for (const id of [0, 7, 15]) {
        const answer = apduOf(await talk.exchange(getName(id)))
        must(answer?.apdu === 'get-response', `${answer?.apdu ?? 'nothing'} in answer to GET`)
        const found = answer.value.invokeIdAndPriority.id
        must(found === id, `invoke id ${found} in answer to ${id}`)
      }
    },
  },
  {
    id: 'reading.unknown-service',
    title: 'A service that was not negotiated is refused, and the association stands',
    clause: 'IEC 62056-5-3, 9.4.6.7',
    async run(bench) {
      const talk = await bench.association(bench.subject.publicClient)
      const readByShortName = Uint8Array.of(0x05, 0x01, 0x02, 0xfa, 0x00)
      const answer = apduOf(await talk.exchange(readByShortName))
      must(
        answer === undefined ||
          answer.apdu === 'exception-response' ||
          answer.apdu === 'confirmed-service-error',
        `answered with ${answer?.apdu}`,
      )
      if (answer === undefined) return await bench.stillServes()
      const after = apduOf(await talk.exchange(getName(1)))
      must(after?.apdu === 'get-response', 'the association is gone')
    },
  },
]

function getName(id: number): Uint8Array {
  return octetsOf({
    apdu: 'get-request',
    value: {
      kind: 'get-request-normal',
      invokeIdAndPriority: { id, confirmed: true, highPriority: true },
      attribute: { classId: 15, instanceId: obisCodes.currentAssociation, attributeId: 1 },
    },
  })
}
