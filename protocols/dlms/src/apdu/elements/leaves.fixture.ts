import { type Data, data, encodeData } from '@ferraris/cosem'
import type { LeafArbitraries } from '@ferraris/testing'
import fc from 'fast-check'

function octets(length: number) {
  return fc.uint8Array({ minLength: length, maxLength: length })
}
const flag = fc.boolean()

const someData: fc.Memo<Data> = fc.memo(depth => {
  const leaf = fc.oneof(
    fc.constant(data.nothing()),
    fc.integer({ min: 0, max: 0xffff_ffff }).map(data.doubleLongUnsigned),
    fc.uint8Array({ maxLength: 20 }).map(data.octets),
    fc.string({ unit: fc.constantFrom('0', '1'), maxLength: 20 }).map(data.bits),
  )
  if (depth <= 1) return leaf
  const elements = fc.array(someData(), { maxLength: 4 })
  return fc.oneof(
    leaf,
    elements.map(value => data.structure(...value)),
    elements.map(value => data.array(...value)),
  )
})

const user = ['null', 'authentication-failure', 'authentication-required'] as const
const provider = ['null', 'no-reason-given', 'no-common-acse-version'] as const

/** Values of the hand-written leaves of APDUs. */
export const leaves: LeafArbitraries = {
  Data: someData(3).map(encodeData),
  'Invoke-Id-And-Priority': fc.record({ id: fc.nat(15), confirmed: flag, highPriority: flag }),
  'Cosem-Object-Instance-Id': fc
    .array(fc.nat(255), { minLength: 6, maxLength: 6 })
    .map(groups => groups.join('.')),
  'ACSE-requirements': fc.record({ authentication: flag }),
  'Associate-source-diagnostic': fc.oneof(
    fc.record({ source: fc.constant('acse-service-user'), reason: fc.constantFrom(...user) }),
    fc.record({ source: fc.constant('acse-service-provider'), reason: fc.constantFrom(...provider) }),
  ),
  'Exception-Response': fc.oneof(
    fc.record({
      stateError: fc.constantFrom('service-not-allowed', 'service-unknown'),
      serviceError: fc.constantFrom('other-reason', 'pdu-too-long', 'deciphering-error'),
    }),
    fc.record({
      stateError: fc.constant('service-not-allowed'),
      serviceError: fc.constant('invocation-counter-error'),
      expectedInvocationCounter: fc.nat(),
    }),
  ),
  'date-time tag': fc.constantFrom(undefined, true),
  'notification time': fc.oneof(octets(0), octets(12)),
  'Block-Control': fc.record({ lastBlock: flag, streaming: flag, window: fc.nat(63) }),
  'protected content': fc.oneof(
    fc.record({
      control: fc.constantFrom(0x20, 0x21),
      invocationCounter: fc.nat(),
      content: fc.uint8Array({ maxLength: 200 }),
    }),
    fc.record({
      control: fc.constantFrom(0x10, 0x30, 0x32),
      invocationCounter: fc.nat(),
      content: fc.uint8Array({ maxLength: 200 }),
      tag: octets(12),
    }),
  ),
}
