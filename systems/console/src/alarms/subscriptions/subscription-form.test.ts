import { expect, test } from 'vitest'
import { formOf, settingsOf } from './subscription-form.ts'

const form = { ...formOf(undefined, 'anna'), name: 'Night' }

test('a new one is for the person who makes it', () => {
  expect(settingsOf(form, { isMail: false })).toEqual({
    name: 'Night',
    person: 'anna',
    addresses: [],
    severity: 'major',
    kinds: [],
    enabled: true,
  })
})

test('mail goes to addresses that are set apart in any way, and addresses stay with mail', () => {
  const mail = {
    ...form,
    to: 'destination' as const,
    destination: 'mail',
    addresses: 'a@b.example, c@d.example\n',
  }
  expect(settingsOf(mail, { isMail: true })).toMatchObject({
    destination: 'mail',
    addresses: ['a@b.example', 'c@d.example'],
  })
  expect(settingsOf(mail, { isMail: false }).addresses).toEqual([])
})

test('of several kinds the form shows the first, and the others stay', () => {
  const kinds = ['outage', 'ramError']
  expect(settingsOf({ ...form, kind: 'outage' }, { isMail: false, kinds }).kinds).toEqual(kinds)
  expect(settingsOf({ ...form, kind: '' }, { isMail: false, kinds }).kinds).toEqual([])
})
