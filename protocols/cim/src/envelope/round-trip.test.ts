import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeMessage,
  encodeMessage,
  type Message,
  messageXml,
  type Noun,
  payloadNouns,
  queryNouns,
} from '../index.ts'
import { allowed } from '../schema/arbitrary.fixture.ts'
import { judge } from '../xsd/judge.fixture.ts'
import { header } from './header.ts'
import { reply } from './reply.ts'

/** What is written must be valid by our schemas, and be read as it was; nothing in it is unknown. */
function checkRoundTrip(message: Message): void {
  expect(judge(messageXml(message))).toEqual([])
  expect(decodeMessage(encodeMessage(message, { pretty: true }), { strict: true })).toEqual({
    ...message,
    ignored: [],
  })
}

const headers = allowed(header)

describe.each(Object.keys(payloadNouns) as Noun[])('%s', noun => {
  test('any value comes back, in the generic and in the typed form', () => {
    const payloads = allowed(payloadNouns[noun])
    fc.assert(
      fc.property(headers, payloads, fc.constantFrom('generic', 'typed'), (told, value, form) => {
        checkRoundTrip({
          kind: 'request',
          form,
          year: '2011',
          Header: { ...told, Verb: 'create', Noun: noun },
          Payload: { [noun]: value },
        })
      }),
      { numRuns: 15 },
    )
  })
})

test.each(Object.entries(queryNouns))('%s: any question comes back', (name, query) => {
  fc.assert(
    fc.property(allowed(query), fc.constantFrom('generic', 'typed-query'), (value, form) => {
      const noun = name.slice(3)
      checkRoundTrip({
        kind: 'request',
        form,
        year: '2011',
        Header: { Verb: 'get', Noun: noun },
        Request: { StartTime: 0, ID: [{ value: 'x', kind: 'name' }], [name]: value },
      })
    }),
    { numRuns: 15 },
  )
})

test('any reply comes back, alone as a fault and with a header', () => {
  fc.assert(
    fc.property(
      headers,
      allowed(reply),
      fc.constantFrom('generic', 'typed', 'typed-query'),
      (told, value, form) => {
        const common = { form, year: '2011' } as const
        checkRoundTrip({
          kind: 'response',
          ...common,
          Header: { ...told, Verb: 'reply', Noun: 'EndDeviceControls' },
          Reply: value,
        })
        const noun = form === 'generic' ? {} : ({ noun: 'EndDeviceControls' } as const)
        checkRoundTrip({ kind: 'fault', ...common, ...noun, Reply: value })
      },
    ),
  )
})
