import { expect, test } from 'vitest'
import { formOf, settingsOf } from './destination-form.ts'

test('a secret that is left empty is not sent, and an address only where there is a broker', () => {
  const form = { ...formOf(undefined), url: 'https://mdm.example/cim', address: 'left over', token: 'secret' }
  expect(settingsOf(form)).toEqual({
    kind: 'http',
    url: 'https://mdm.example/cim',
    form: 'generic',
    nouns: [],
    enabled: true,
    role: 'operator',
    wsSecurity: false,
    token: 'secret',
  })
  expect(settingsOf({ ...form, kind: 'mqtt', token: '' }, 'viewer')).toEqual({
    kind: 'mqtt',
    url: 'https://mdm.example/cim',
    address: 'left over',
    form: 'generic',
    nouns: [],
    enabled: true,
    role: 'viewer',
    wsSecurity: false,
  })
})
