import { obis } from '@ferraris/cosem'
import { expect, test } from 'vitest'
import { obisName } from './obis-names.ts'

test('what has no name of ours has that of the standard', () => {
  expect(obisName(obis('1.0.1.8.1.255'))).toBe('Active energy import (A+), tariff 1')
  expect(obisName(obis('1.0.16.7.0.255'))).toBe('Active power net (|P+| − |P−|)')
  expect(obisName(obis('1.0.32.33.0.255'))).toBe('Voltage L1, time under the limit')
})

test('what no list knows has no name', () => {
  expect(obisName(obis('9.9.9.9.9.255'))).toBe('')
  expect(obisName(obis('1.0.128.1.0.255'))).toBe('')
})
