import { type Data, data, decodeData, obis, obisToOctets } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { openNotification } from '@ferraris/dlms/push'
import { PrivateKey, SuiteKeys } from '@ferraris/dlms/security'
import { keyNamed, namedKeys } from '@ferraris/testing/meter'
import { describe, expect, test } from 'vitest'
import type { PushMessage } from '../../host.ts'
import { at, breakable, monday, programmedMeter } from '../../programmed-meter.fixture.ts'

const { pushSetupV0, pushSetupV1, pushSetupV2, singleActionSchedule } = classes
const [FIRST, SECOND, THIRD] = ['0.0.25.9.0.255', '0.1.25.9.0.255', '0.2.25.9.0.255'] as const
const scheduleName = '0.0.15.0.4.255'
const aPlus = { classId: 3, obis: obis('1.0.1.8.0.255'), attribute: 2, dataIndex: 0 }
const here = { service: 'tcp', destination: Buffer.from('127.0.0.1:4059'), message: 'a-xdr' } as const
const hourly = [{ time: { minute: 0, second: 0 }, date: {} }]

/** A meter with a host that records each push with its time, and answers as `answer` says. */
function pushing(
  answer: (attempt: number) => boolean | Promise<boolean> = () => true,
  memory = breakable(),
  setup: Parameters<typeof programmedMeter>[0] = {},
) {
  const sent: { at: number; message: PushMessage }[] = []
  const push = {
    send: (message: PushMessage) => {
      sent.push({ at: meter.now, message })
      return answer(sent.length)
    },
  }
  const meter = programmedMeter({ push, ...setup }, at(monday, 12), memory)
  /** Wakes the meter whenever it requests it, up to an instant. */
  const runTo = (instant: number) => {
    for (let next = meter.meter.nextWake(); next !== undefined && next <= instant * 1000; ) {
      meter.goTo(next / 1000)
      meter.meter.wake()
      next = meter.meter.nextWake()
    }
    meter.goTo(instant)
    meter.meter.wake()
  }
  const times = () => sent.map(({ at }) => at)
  return { meter, sent, times, runTo, memory }
}

function open({ keys }: ReturnType<typeof programmedMeter>, { apdu }: PushMessage) {
  return openNotification(apdu, () => new SuiteKeys(keys.management.guek, keys.management.gak))
}

test('a push hands the values of its list to the host, protected with the keys of management', () => {
  const { meter, sent } = pushing()
  meter.set(pushSetupV0, FIRST, 'sendDestinationAndMethod', here)
  meter.set(pushSetupV0, FIRST, 'pushObjectList', [
    { ...aPlus, classId: 40, obis: obis(FIRST), attribute: 1 },
    aPlus,
  ])
  expect(meter.invoke(pushSetupV0, FIRST, 'push', 0).result).toBe('success')
  expect(sent).toHaveLength(1)
  const { message } = sent[0]!
  expect(message).toMatchObject({ service: 'tcp', message: 'a-xdr' })
  expect(Buffer.from(message.destination).toString()).toBe('127.0.0.1:4059')
  const opened = open(meter, message)
  expect(opened.protection).toMatchObject({ authenticated: true, encrypted: true })
  expect(Buffer.from(opened.systemTitle!)).toEqual(Buffer.from(meter.meter.identity.systemTitle))
  const value = meter.meter.store.registers(meter.now)[0]!
  expect('body' in opened && decodeData(opened.body)).toEqual(
    data.structure(data.octets(obisToOctets(obis(FIRST))), data.doubleLongUnsigned(value)),
  )
})

test('a schedule pushes at its times, each with the values of that time', () => {
  const { meter, sent, runTo, times } = pushing()
  meter.set(pushSetupV0, FIRST, 'pushObjectList', [aPlus])
  meter.set(singleActionSchedule, scheduleName, 'executionTime', hourly)
  runTo(at(monday, 15, 30))
  expect(times()).toEqual([13, 14, 15].map(hour => at(monday, hour)))
  const values = sent.map(({ message }) => {
    const opened = open(meter, message)
    return 'body' in opened && decodeData(opened.body)
  })
  expect(values).toEqual(
    times().map(instant => data.structure(data.doubleLongUnsigned(meter.meter.store.registers(instant)[0]!))),
  )
})

test('a message that cannot be sent is tried again as often as was set, then given up', () => {
  const { meter, runTo, times } = pushing(() => false)
  meter.set(pushSetupV0, FIRST, 'numberOfRetries', 2)
  meter.set(pushSetupV0, FIRST, 'repetitionDelay', 90)
  meter.invoke(pushSetupV0, FIRST, 'push', 0)
  runTo(at(monday, 18))
  expect(times()).toEqual([0, 90, 180].map(seconds => at(monday, 12) + seconds))
})

test('version 2 waits longer from attempt to attempt', () => {
  const { meter, runTo, times } = pushing(attempt => attempt > 3)
  meter.set(pushSetupV2, THIRD, 'numberOfRetries', 9)
  meter.set(pushSetupV2, THIRD, 'repetitionDelay', { min: 10, exponent: 300, max: 60 })
  meter.invoke(pushSetupV2, THIRD, 'push', 0)
  runTo(at(monday, 18))
  expect(times()).toEqual([0, 10, 40, 100].map(seconds => at(monday, 12) + seconds))
})

test('a host that answers later is waited for', async () => {
  const { meter, runTo, times } = pushing(attempt => Promise.resolve(attempt > 1))
  meter.invoke(pushSetupV0, FIRST, 'push', 0)
  await Promise.resolve()
  await Promise.resolve()
  runTo(at(monday, 12, 30))
  await Promise.resolve()
  await Promise.resolve()
  runTo(at(monday, 13))
  expect(times()).toEqual([at(monday, 12), at(monday, 12, 1)])
})

test('a message that is to be confirmed is repeated until the client has done so', () => {
  const { meter, sent, runTo, times } = pushing()
  meter.set(pushSetupV2, THIRD, 'pushOperationMethod', 'confirmed-retry-on-missing-confirmation')
  meter.invoke(pushSetupV2, THIRD, 'push', 0)
  runTo(at(monday, 12, 1))
  expect(times()).toEqual([at(monday, 12), at(monday, 12, 1)])
  expect(openNotification(sent[0]!.message.apdu, () => undefined)).toMatchObject({ confirmed: true })
  expect(meter.meter.confirmPush(sent[0]!.message.longInvokeId)).toBe(true)
  runTo(at(monday, 14))
  expect(times()).toHaveLength(2)
  expect(meter.get(pushSetupV2, THIRD, 'lastConfirmationDateTime')).toMatchObject({ hour: 12, minute: 1 })
})

test('sending waits for a window, and begins at random within its interval', () => {
  const { meter, runTo, times } = pushing()
  meter.set(pushSetupV1, SECOND, 'randomisationStartInterval', 600)
  meter.invoke(pushSetupV1, SECOND, 'push', 0)
  runTo(at(monday, 12, 11))
  expect(times()[0]).toBeGreaterThan(at(monday, 12))
  meter.set(pushSetupV1, SECOND, 'randomisationStartInterval', 0)
  meter.set(pushSetupV1, SECOND, 'communicationWindow', [
    { start: { hour: 2, minute: 0, second: 0 }, end: { hour: 4, minute: 0, second: 0 } },
  ])
  meter.invoke(pushSetupV1, SECOND, 'push', 0)
  runTo(at(monday + 1, 3))
  expect(times()[1]).toBe(at(monday + 1, 2))
  meter.invoke(pushSetupV1, SECOND, 'push', 0)
  expect(times()[2]).toBe(at(monday + 1, 3))
})

test('version 1 protects as it was set', () => {
  const { meter, sent } = pushing()
  const options = {
    transactionId: new Uint8Array(),
    originatorSystemTitle: new Uint8Array(),
    recipientSystemTitle: new Uint8Array(),
    otherInformation: new Uint8Array(),
    keyInfo: { type: 'identified', options: data.enumeration(0) },
  } as const
  meter.invoke(pushSetupV1, SECOND, 'push', 0)
  expect(
    meter.set(pushSetupV1, SECOND, 'pushProtectionParameters', [{ type: 'authentication', options }]),
  ).toBe('success')
  meter.invoke(pushSetupV1, SECOND, 'push', 0)
  const seen = sent.map(({ message }) => open(meter, message).protection)
  expect(seen).toEqual([
    { authenticated: false, encrypted: false },
    { authenticated: true, encrypted: false },
  ])
  const signed = meter.set(pushSetupV1, SECOND, 'pushProtectionParameters', [
    { type: 'digital-signature', options },
  ])
  expect(signed).toBe('other-reason')
})

describe('general-ciphering for one addressee', () => {
  const recipient = Uint8Array.from(Buffer.from('4d4d4d0000000001', 'hex'))
  const empty = new Uint8Array()
  const suite = 1
  const secretOf = (name: string) => Buffer.concat([keyNamed(name), keyNamed(`${name} again`)])
  const pair = (name: string) => new PrivateKey(secretOf(name))
  const headEnd = { signing: pair('head-end signs'), agreement: pair('head-end agrees') }
  const ofMeter = { signing: pair('meter signs'), agreement: pair('meter agrees') }
  const pairs = (use: 'signing' | 'agreement') => ({
    own: headEnd[use],
    peer: () => ofMeter[use].publicKey,
  })
  const keys = {
    ...namedKeys,
    suite,
    management: {
      ...namedKeys.management,
      signingPublicKey: headEnd.signing.publicKey.point,
      agreementPublicKey: headEnd.agreement.publicKey.point,
    },
    signingKey: secretOf('meter signs'),
    agreementKey: secretOf('meter agrees'),
  } as const
  const layer = (type: 'identified' | 'wrapped' | 'agreed', options: Data) =>
    ({
      type: 'authentication-and-encryption',
      options: {
        transactionId: Uint8Array.of(7),
        originatorSystemTitle: empty,
        recipientSystemTitle: recipient,
        otherInformation: empty,
        keyInfo: { type, options },
      },
    }) as const
  const byScheme = (scheme: number) => data.structure(data.octets(Uint8Array.of(scheme)), data.octets(empty))

  test.each([
    ['a global key', layer('identified', data.enumeration(0)), false],
    [
      'a key of its own, wrapped',
      layer('wrapped', data.structure(data.enumeration(0), data.octets(empty))),
      false,
    ],
    ['a key agreed on in one pass', layer('agreed', byScheme(1)), false],
    ['a key agreed on by static keys, and signed', layer('agreed', byScheme(2)), true],
  ])('under %s', (_, ciphering, signed) => {
    const { meter, sent } = pushing(() => true, breakable(), { keys })
    const layers = signed ? [ciphering, { ...ciphering, type: 'digital-signature' as const }] : [ciphering]
    expect(meter.set(pushSetupV1, SECOND, 'pushProtectionParameters', layers)).toBe('success')
    meter.invoke(pushSetupV1, SECOND, 'push', 0)
    const { management, masterKey } = namedKeys
    const ring = {
      keys: new SuiteKeys(management.guek, management.gak, suite),
      masterKey,
      signing: pairs('signing'),
      agreement: pairs('agreement'),
    }
    const opened = openNotification(sent[0]!.message.apdu, () => ({ ring, ownTitle: recipient }))
    expect(opened.protection).toEqual({ authenticated: true, encrypted: true, ...(signed && { signed }) })
    expect(() => openNotification(sent[0]!.message.apdu, () => ({ ring, ownTitle: empty }))).toThrow(
      'recipient',
    )
  })

  test('is refused where it does not say for whom, or under which key', () => {
    const { meter } = pushing()
    const good = layer('wrapped', data.structure(data.enumeration(0), data.octets(empty)))
    const refused = [
      { ...good, options: { ...good.options, recipientSystemTitle: empty } },
      layer('wrapped', data.enumeration(0)),
      layer('identified', data.enumeration(9)),
      layer('agreed', byScheme(3)),
      { ...good, type: 'digital-signature' as const },
    ]
    for (const one of refused)
      expect(meter.set(pushSetupV1, SECOND, 'pushProtectionParameters', [one])).toBe('other-reason')
    expect(meter.set(pushSetupV1, SECOND, 'pushProtectionParameters', [good, good])).toBe('other-reason')
  })
})

test('a push that was under way goes on after a restart, with the values of its time', () => {
  const before = pushing(() => false)
  before.meter.set(pushSetupV0, FIRST, 'pushObjectList', [aPlus])
  before.meter.invoke(pushSetupV0, FIRST, 'push', 0)
  const after = pushing(() => true, before.memory)
  after.runTo(at(monday, 12, 10))
  expect(after.times()).toEqual([at(monday, 12, 1)])
  const opened = [before, after].map(({ meter, sent }) => open(meter, sent[0]!.message))
  expect(opened[1]).toMatchObject({ body: 'body' in opened[0]! && opened[0].body })
  expect(opened[1]!.invocationCounter).toBeGreaterThan(opened[0]!.invocationCounter!)
})

test('a meter without a way out refuses', () => {
  expect(programmedMeter().invoke(pushSetupV0, FIRST, 'push', 0).result).toBe('temporary-failure')
})
