import { classes } from '@ferraris/cosem/classes'
import { expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../programmed-meter.fixture.ts'

const { communicationPortProtection } = classes
const protection = '0.0.44.2.0.255'

function guarded() {
  const meter = programmedMeter()
  meter.set(communicationPortProtection, protection, 'allowedFailedAttempts', 3)
  meter.set(communicationPortProtection, protection, 'protectionMode', 'locked-on-failed-attempts')
  const fail = (times: number) => {
    for (let time = 0; time < times; time++) meter.meter.log('authentication-failure')
  }
  return {
    meter,
    fail,
    clients: () => [16, 2, 1].filter(client => meter.meter.server.associations.has(client)),
  }
}

test('uc SEC-3 the port lets only the public client in after too many failures, and for longer each time', () => {
  const { meter, fail, clients } = guarded()
  fail(2)
  expect(clients()).toEqual([16, 2, 1])
  fail(1)
  expect(clients()).toEqual([16])
  meter.goTo(at(monday, 12, 0, 59))
  expect(clients()).toEqual([16])
  meter.goTo(at(monday, 12, 1))
  expect(clients()).toEqual([16, 2, 1])
  fail(1)
  meter.goTo(at(monday, 12, 2, 59))
  expect(clients()).toEqual([16])
  expect(meter.get(communicationPortProtection, protection, 'protectionStatus')).toBe('temporarily-locked')
  meter.goTo(at(monday, 12, 3))
  expect(clients()).toEqual([16, 2, 1])
})

test('a reset clears the failures, but not their total', () => {
  const { meter, fail, clients } = guarded()
  fail(4)
  meter.invoke(communicationPortProtection, protection, 'reset', 0)
  expect(clients()).toEqual([16, 2, 1])
  expect(meter.get(communicationPortProtection, protection, 'failedAttempts')).toBe(0)
  expect(meter.get(communicationPortProtection, protection, 'cumulativeFailedAttempts')).toBe(4)
})

test('a port cannot be closed for good', () => {
  const { meter } = guarded()
  expect(meter.set(communicationPortProtection, protection, 'protectionMode', 'locked')).toBe('other-reason')
})

test('without protection failures are counted, and nothing else', () => {
  const meter = programmedMeter()
  for (let time = 0; time < 50; time++) meter.meter.log('decryption-failure')
  expect([16, 2, 1].filter(client => meter.meter.server.associations.has(client))).toEqual([16, 2, 1])
  expect(meter.get(communicationPortProtection, protection, 'failedAttempts')).toBe(50)
})
