import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { obisCodes } from '@ferraris/metering'
import { expect, test } from 'vitest'
import { KeyVault } from './store/key-vault.ts'
import { Store } from './store/store.ts'
import { hourMs, minuteMs, TestSection } from './testing/section.fixture.ts'

test('settings of the head-end hold at once and are told back', () => {
  const section = new TestSection({ meters: 2, settings: { historyDays: 2 } })
  section.tell({ kind: 'settings', settings: { channels: [obisCodes.activeEnergyImport], attempts: 6 } })
  section.run(3 * hourMs)
  for (const day of section.headEnd.days()) {
    expect(day.kind === 'profile-day' && day.registers.map(({ obis }) => obis)).toEqual([
      obisCodes.activeEnergyImport,
    ])
  }
  expect(section.headEnd.days()).toHaveLength(4)
  expect(section.headEnd.last('settings')).toMatchObject({
    settings: { channels: [obisCodes.activeEnergyImport], attempts: 6, nightStartSeconds: 180 },
  })
})

test('they are kept over a restart', () => {
  const path = join(mkdtempSync(join(tmpdir(), 'ferraris-settings-')), 'store')
  const open = () => Store.open(path, new KeyVault(new Uint8Array(32)))
  const store = open()
  const first = new TestSection({ meters: 1, store })
  first.tell({ kind: 'settings', settings: { statusEverySeconds: 600 } })
  first.tell({ kind: 'settings', settings: { nightStartSeconds: 900 } })
  first.kill()
  store.close()
  const again = new TestSection({ meters: 0, store: open(), line: first.line })
  expect(again.headEnd.last('settings')?.settings).toMatchObject({
    statusEverySeconds: 600,
    nightStartSeconds: 900,
  })
})

test('a later start of the night closes the day later', () => {
  // Two hours before midnight in Rome.
  const section = new TestSection({ meters: 1, start: Date.UTC(2026, 10, 21, 21) })
  section.run(minuteMs)
  const { day } = section.concentrator.condition().completeness
  section.tell({ kind: 'settings', settings: { nightStartSeconds: 3600 } })
  section.run(2.5 * hourMs)
  expect(section.concentrator.condition().completeness.day).toBe(day)
  section.run(hourMs)
  expect(section.concentrator.condition().completeness.day > day).toBe(true)
})

test('what cannot be is refused with its field, and then nothing is taken', () => {
  const section = new TestSection({ meters: 1 })
  section.tell({ kind: 'settings', settings: { attempts: 7, channels: ['1.0.99.8.0.255'] } })
  section.run(1000)
  expect(section.headEnd.last('settings')).toMatchObject({
    settings: { attempts: 4 },
    refused: [{ field: 'channels', detail: expect.stringContaining('1.0.99.8.0.255') }],
  })
  section.tell({ kind: 'settings', settings: { backOffSeconds: 3600, longestBackOffSeconds: 3600 } })
  section.tell({ kind: 'settings', settings: { longestBackOffSeconds: 60 } })
  section.run(1000)
  expect(section.headEnd.last('settings')?.refused).toMatchObject([{ field: 'longestBackOffSeconds' }])
})
