import { expect, test } from 'vitest'
import { obis } from '../obis.ts'
import { abstractObjects } from './abstract.ts'
import { electricityPhrases } from './electricity.ts'
import { translations } from './languages.ts'
import { obisName } from './obis-name.ts'

test.each([
  ['1.0.1.8.0.255', 'Active energy import (A+), total'],
  ['1.0.1.8.1.255', 'Active energy import (A+), total, tariff 1'],
  ['1.0.2.8.0.255', 'Active energy export (A−), total'],
  ['1.0.3.8.0.255', 'Reactive energy import (R+), total'],
  ['1.0.5.8.0.255', 'Reactive energy quadrant I, total'],
  ['1.0.1.9.0.255', 'Active energy import (A+), this billing period'],
  ['1.0.1.7.0.255', 'Active power import (P+)'],
  ['1.0.1.6.0.255', 'Active power import (P+), maximum'],
  ['1.0.41.7.0.255', 'Active power import (P+) L2'],
  ['1.0.32.7.0.255', 'Voltage L1'],
  ['1.0.71.7.0.255', 'Current L3'],
  ['1.0.71.7.3.255', 'Current L3, harmonic 3'],
  ['1.0.11.7.124.255', 'Current, total harmonic distortion'],
  ['1.0.31.36.124.255', 'Current L1, times over the limit, total harmonic distortion'],
  ['0.0.97.98.1.255', 'Alarm register 1'],
  ['0.0.97.98.12.255', 'Alarm filter of register 3'],
  ['0.0.97.98.20.255', 'Alarm descriptor of register 1'],
  ['1.0.91.7.0.255', 'Current neutral'],
  ['1.0.14.7.0.255', 'Frequency'],
  ['1.0.15.8.0.255', 'Active energy absolute (|A+| + |A−|), total'],
  ['1.0.1.8.0.101', 'Active energy import (A+), total, last billing period'],
  ['1.0.1.8.0.3', 'Active energy import (A+), total, billing period 3'],
  ['1.2.1.8.0.255', 'Active energy import (A+), total, channel 2'],
  ['1.0.99.1.0.255', 'Load profile 1'],
  ['1.0.99.2.0.255', 'Load profile 2'],
  ['1.0.0.2.0.255', 'Active firmware'],
  ['0.0.98.1.0.255', 'Billing profile'],
  ['0.0.1.0.0.255', 'Clock'],
  ['0.0.40.0.0.255', 'Current association'],
  ['0.0.40.0.2.255', 'Association 2'],
  ['0.0.42.0.0.255', 'Logical device name'],
  ['0.0.43.0.1.255', 'Security setup 1'],
  ['0.0.43.1.2.255', 'Invocation counter 2'],
  ['0.0.96.1.0.255', 'Device identifier 1'],
  ['0.0.96.3.10.255', 'Disconnect control'],
  ['0.0.96.10.1.255', 'Status register 1'],
  ['0.0.99.98.0.255', 'Event log'],
  ['0.0.99.98.1.255', 'Event log 1'],
  ['0.1.24.1.0.255', 'M-Bus client, channel 1'],
  ['7.0.3.0.0.255', 'Gas 7.0.3.0.0.255'],
  ['1.0.200.8.0.255', 'Electricity 1.0.200.8.0.255'],
  ['0.0.199.0.0.255', "Abstract 0.0.199.0.0.255 (maker's own)"],
])('%s is %s', (code, name) => {
  expect(obisName(obis(code))).toBe(name)
})

test.each([
  ['1.0.1.8.1.255', 'it', 'Energia attiva prelevata (A+), totale, tariffa 1'],
  ['1.0.32.7.0.255', 'it', 'Tensione L1'],
  ['0.0.96.10.1.255', 'it', 'Registro di stato 1'],
  ['1.0.1.8.0.101', 'es', 'Energía activa importada (A+), total, último periodo de facturación'],
  ['0.1.24.1.0.255', 'es', 'Cliente M-Bus, canal 1'],
  ['0.0.199.0.0.255', 'es', 'Abstracto 0.0.199.0.0.255 (del fabricante)'],
] as const)('%s in %s is %s', (code, language, name) => {
  expect(obisName(obis(code), language)).toBe(name)
})

test('each phrase of a name is there in every language, with the same place for its number', () => {
  for (const phrase of [...abstractObjects.values(), ...electricityPhrases(), 'tariff {e}', 'channel {e}']) {
    const numbers = phrase.match(/\{.*?\}/)?.[0] ?? ''
    for (const text of translations[phrase] ?? ['', '']) {
      expect(text, phrase).not.toBe('')
      expect(text, phrase).toContain(numbers)
    }
  }
})
