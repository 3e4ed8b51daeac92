import { equal } from '@ferraris/bytes'
import { type Data, data, encodeData, obis } from '@ferraris/cosem'
import { obisCodes } from '@ferraris/metering'
import { apduOf, named } from '../bench.ts'
import { octetsOf } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { claims, must, needs } from '../verdict.ts'

/** A type that no attribute expects where another one stood. */
function otherType(octets: Uint8Array): Data {
  return octets[0] === 0x03 ? data.text('not this') : { type: 'boolean', value: true }
}

/** SET and ACTION. Nothing is written that the server should accept: the device under test stays as it is. */
export const writingCases: readonly TestCase[] = [
  {
    id: 'writing.rights-hold',
    title: 'What the object list forbids to write is refused',
    clause: 'IEC 62056-5-3, 7.3.4',
    async run(bench) {
      const objects = await bench.objects()
      const readOnly = objects.flatMap(({ classId, obis, access }) =>
        access.attributes
          .filter(
            ({ attribute, mode }) => attribute > 1 && (mode & 3) === 1 && classId !== 7 && classId !== 15,
          )
          .map(({ attribute }) => ({ classId, obis, attribute })),
      )
      needs(readOnly.length > 0, 'the object list has nothing that is read only')
      const talk = await bench.association()
      claims(talk.offers('set'), 'SET was not negotiated')
      for (const item of readOnly.slice(0, 20)) {
        const before = await bench.get(talk, item)
        if (before.kind !== 'data') continue
        const { results } = await talk.request({
          service: 'set',
          items: [{ ...item, value: data.octets(new Uint8Array(3)) }],
        })
        must(results[0] !== 'success', `${named(item)} was written`)
      }
    },
  },
  {
    id: 'writing.wrong-type',
    title: 'A value of a wrong type is refused and the attribute stays as it was',
    clause: 'IEC 62056-5-3, 7.3.4',
    async run(bench) {
      const objects = await bench.objects()
      const writable = objects.flatMap(({ classId, obis, access }) =>
        access.attributes
          .filter(({ attribute, mode }) => attribute > 1 && (mode & 3) === 3)
          .map(({ attribute }) => ({ classId, obis, attribute })),
      )
      // A clock goes on by itself, which would look like a change.
      const still = writable.filter(({ classId, attribute }) => classId !== 8 || attribute !== 2)
      needs(writable.length > 0, 'the object list has nothing that this client may read and write')
      const talk = await bench.association()
      claims(talk.offers('set'), 'SET was not negotiated')
      for (const item of [...still, ...writable].slice(0, 8)) {
        const before = await bench.get(talk, item)
        if (before.kind !== 'data') continue
        const { results } = await talk.request({
          service: 'set',
          items: [{ ...item, value: otherType(before.data) }],
        })
        must(results[0] !== 'success', `${named(item)} took a ${otherType(before.data).type}`)
        const after = await bench.get(talk, item)
        must(
          !still.includes(item) || (after.kind === 'data' && equal(after.data, before.data)),
          `${named(item)} was changed by a value that it refused`,
        )
      }
    },
  },
  {
    id: 'writing.unknown-object',
    title: 'Writing to an object that does not exist is refused',
    clause: 'IEC 62056-5-3, 7.3.4',
    async run(bench) {
      const talk = await bench.association()
      claims(talk.offers('set'), 'SET was not negotiated')
      const { results } = await talk.request({
        service: 'set',
        items: [{ classId: 1, obis: obis('0.0.96.51.254.255'), attribute: 2, value: data.unsigned(1) }],
      })
      must(
        results[0] === 'object-undefined' ||
          results[0] === 'object-unavailable' ||
          results[0] === 'read-write-denied',
        `${results[0]}; object-undefined is expected`,
      )
    },
  },
  {
    id: 'writing.unconfirmed-is-not-answered',
    title: 'A SET of the unconfirmed class is not answered, not even when it is refused',
    clause: 'IEC 62056-5-3, 7.3.4 and 9.4.6',
    async run(bench) {
      const talk = await bench.association(bench.subject.publicClient)
      claims(talk.offers('set'), 'the public client is not offered SET')
      talk.send(
        octetsOf({
          apdu: 'set-request',
          value: {
            kind: 'set-request-normal',
            invokeIdAndPriority: { id: 3, confirmed: false, highPriority: true },
            attribute: { classId: 15, instanceId: obisCodes.currentAssociation, attributeId: 1 },
            value: encodeData(data.octets(new Uint8Array(6))),
          },
        }),
      )
      const get = talk.prepare({
        service: 'get',
        items: [{ classId: 15, obis: obisCodes.currentAssociation, attribute: 1 }],
      })
      const answer = apduOf(await talk.exchange(get))
      must(answer?.apdu === 'get-response', `${answer?.apdu ?? 'nothing'} came first`)
    },
  },
  {
    id: 'methods.unknown-object',
    title: 'Invoking a method of an object that does not exist is refused',
    clause: 'IEC 62056-5-3, 7.3.5',
    async run(bench) {
      const talk = await bench.association()
      claims(talk.offers('action'), 'ACTION was not negotiated')
      const { results } = await talk.request({
        service: 'action',
        items: [{ classId: 70, obis: obis('0.0.96.51.254.255'), method: 1, parameter: data.integer(0) }],
      })
      must(results[0]?.result !== 'success', 'it succeeded')
    },
  },
  {
    id: 'methods.unknown-method',
    title: 'A method that the class does not have is refused',
    clause: 'IEC 62056-5-3, 7.3.5',
    async run(bench) {
      const talk = await bench.association()
      claims(talk.offers('action'), 'ACTION was not negotiated')
      const { results } = await talk.request({
        service: 'action',
        items: [{ classId: 15, obis: obisCodes.currentAssociation, method: 99, parameter: data.integer(0) }],
      })
      must(results[0]?.result !== 'success', 'it succeeded')
    },
  },
]
