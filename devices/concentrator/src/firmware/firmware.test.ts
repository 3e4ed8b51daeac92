import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decodeMessage } from '@ferraris/smitp'
import { decodeFrame, dsaps } from '@ferraris/smitp/mac'
import { afterEach, expect, test } from 'vitest'
import { KeyVault } from '../store/key-vault.ts'
import { Store } from '../store/store.ts'
import { threeRings } from '../testing/hearing.fixture.ts'
import { hourMs, minuteMs, TestSection } from '../testing/section.fixture.ts'

const dayMs = 24 * hourMs
const image = Uint8Array.from({ length: 20_000 }, (_, i) => (i * i) >> 3)
const blocks = Math.ceil(image.length / 96)
const sha256 = createHash('sha256').update(image).digest('hex')

/** A section with all meters known and read, so that the power line is idle. */
function quiet(options: ConstructorParameters<typeof TestSection>[0]): TestSection {
  const section = new TestSection({ settings: { historyDays: 1 }, ...options })
  section.headEnd.images.set(sha256, image)
  section.run(3 * hourMs)
  return section
}

/** Orders the image for all meters of a section. */
function campaign(section: TestSection, version = '2.0'): void {
  for (const { aca, number } of section.meters) {
    const expires = section.line.now + 5 * dayMs
    section.job(`new-${number}`, { kind: 'firmware', aca, sha256, version }, { priority: 'normal', expires })
  }
}

function lastStates(section: TestSection) {
  return section.meters.map(({ number }) => section.headEnd.states(`new-${number}`).at(-1))
}

function versions(section: TestSection) {
  return new Set(section.meters.map(({ version }) => version))
}

/** Counts blocks as the concentrator sends them, and those that are acknowledged. */
function countBlocks(section: TestSection) {
  const said = { broadcast: 0, local: 0 }
  section.line.onFrame = (place, psdu) => {
    if (place !== 'dc') return
    const { dsap, ecc, lsdu } = decodeFrame(psdu)
    if (dsap !== dsaps.application || ecc !== 'none') return
    const { kind } = decodeMessage(lsdu)
    if (kind === 'firmware-broadcast.request') said.broadcast++
    if (kind === 'firmware-local.request') said.local++
  }
  return said
}

test('an image goes over the line once for all meters, and only what was lost goes again', () => {
  const section = quiet({ meters: 12 })
  section.line.loss = 0.05
  const said = countBlocks(section)
  campaign(section)
  section.run(2 * hourMs)
  expect(new Set(lastStates(section))).toEqual(new Set(['done']))
  expect(versions(section)).toEqual(new Set(['2.0']))
  expect(said.broadcast + said.local).toBeLessThan(2 * blocks)
  expect(section.headEnd.reports.get('new-1')!.at(-1)!.detail).toBe('its firmware is 2.0')
})

test('meters behind repeaters get it from stations near them', () => {
  const section = quiet({ meters: 24, hearing: threeRings(8), seed: 3 })
  section.line.loss = 0.02
  const said = countBlocks(section)
  campaign(section)
  section.run(8 * hourMs)
  expect(new Set(lastStates(section))).toEqual(new Set(['done']))
  // Far fewer than one for each of the meters.
  expect(said.broadcast).toBeLessThan(9 * blocks)
})

test('one meter alone gets it block by block, each acknowledged', () => {
  const section = quiet({ meters: 1 })
  section.line.loss = 0.1
  const said = countBlocks(section)
  campaign(section)
  section.run(hourMs)
  expect(lastStates(section)).toEqual(['done'])
  expect(said.broadcast).toBe(0)
  // Blocks with a lost acknowledgement have come twice.
  expect(section.meters[0]!.blocksAgain).toBeLessThan(blocks / 4)
})

test('the nightly readings and urgent requests go before it', () => {
  const section = quiet({ meters: 6, start: Date.UTC(2026, 10, 21, 19) })
  const meter = section.meters[0]!
  section.run(50 * minuteMs)
  campaign(section)
  section.run(20_000)
  expect(lastStates(section)).not.toContain('done')
  section.job('now', { kind: 'read-registers', aca: meter.aca })
  expect(section.until(() => section.headEnd.states('now').at(-1) === 'done', 5000)).toBe(true)
  section.run(dayMs)
  expect(
    section.headEnd.days().filter(day => day.kind === 'profile-day' && day.day === '2026-11-21').length,
  ).toBe(6)
  expect(versions(section)).toEqual(new Set(['2.0']))
})

test('a meter that is dead meanwhile gets it when it is back', () => {
  const section = quiet({ meters: 4 })
  section.meters[2]!.dead = true
  campaign(section)
  section.run(2 * hourMs)
  expect(lastStates(section)).toEqual(['done', 'done', 'running', 'done'])
  section.meters[2]!.dead = false
  section.run(3 * hourMs)
  expect(lastStates(section)[2]).toBe('done')
})

test('a meter that has the version already is left alone', () => {
  const section = quiet({ meters: 2 })
  for (const meter of section.meters) meter.version = '2.0'
  const said = countBlocks(section)
  campaign(section)
  section.run(10 * minuteMs)
  expect(lastStates(section)).toEqual(['done', 'done'])
  expect(said).toEqual({ broadcast: 0, local: 0 })
})

test('a version that is no text holds up no report', () => {
  const section = quiet({ meters: 1 })
  let version = '1.0'
  Object.defineProperty(section.meters[0]!, 'version', {
    get: () => version,
    set: () => {
      version = '\0\x1b[31m'
    },
  })
  campaign(section)
  section.run(3 * hourMs)
  expect(section.headEnd.reports.get('new-1')!.at(-1)).toMatchObject({
    state: 'failed',
    detail: 'its firmware is  [31m after the activation',
  })
})

test('injected blocks cost time and no more', () => {
  const section = quiet({ meters: 3 })
  campaign(section)
  section.until(() => section.meters[1]!.blocks.size > 10, hourMs)
  section.meters[1]!.blocks.set(blocks - 1, new Uint8Array(32))
  section.run(3 * hourMs)
  expect(versions(section)).toEqual(new Set(['2.0']))
  expect(new Set(lastStates(section))).toEqual(new Set(['done']))
})

test('uc UC10-3 an image that the head-end does not have, or has otherwise, is not brought', () => {
  const section = quiet({ meters: 2 })
  const one = section.meters[0]!
  const other = section.meters[1]!
  const unknown = 'ab'.repeat(32)
  const forged = 'cd'.repeat(32)
  section.headEnd.images.set(forged, image)
  section.job('unknown', { kind: 'firmware', aca: one.aca, sha256: unknown, version: '2.0' })
  section.job('forged', { kind: 'firmware', aca: other.aca, sha256: forged, version: '2.0' })
  section.run(10 * minuteMs)
  for (const id of ['unknown', 'forged']) expect(section.headEnd.states(id).at(-1)).toBe('failed')
  expect(section.headEnd.reports.get('unknown')!.at(-1)!.detail).toBe('the head-end has no such image')
  expect(versions(section)).toEqual(new Set(['1.0']))
})

const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

test('a concentrator that is killed on the way goes on where the meters are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-firmware-'))
  folders.push(folder)
  const open = () => Store.open(join(folder, 'store'), new KeyVault(new Uint8Array(32)))
  const store = open()
  const section = quiet({ meters: 5, store })
  campaign(section)
  section.until(() => section.meters.every(({ blocks }) => blocks.size > 100), hourMs)
  section.kill()
  store.close()
  const again = new TestSection({
    meters: 0,
    store: open(),
    line: section.line,
    seed: 9,
    settings: { historyDays: 1 },
  })
  again.run(2 * hourMs)
  expect(versions(section)).toEqual(new Set(['2.0']))
  for (const { number } of section.meters) expect(again.headEnd.states(`new-${number}`).at(-1)).toBe('done')
  // Only blocks under way at the crash can have come twice.
  for (const { blocksAgain } of section.meters) expect(blocksAgain).toBeLessThan(2)
  again.store.close()
})

test('uc UC10-4 while the way up is cut an image that is here is brought, and one that is half here waits', () => {
  const section = quiet({ meters: 3 })
  campaign(section)
  section.run(2000)
  const cut = () => section.concentrator.disconnected(section.line.now)
  cut()
  section.run(hourMs)
  expect(versions(section)).toEqual(new Set(['1.0']))
  section.concentrator.connected(section.line.now)
  section.run(minuteMs)
  cut()
  section.run(2 * hourMs)
  expect(versions(section)).toEqual(new Set(['2.0']))
  expect(lastStates(section)).not.toContain('done')
  section.concentrator.connected(section.line.now)
  section.run(minuteMs)
  expect(lastStates(section)).toEqual(['done', 'done', 'done'])
})

test('uc UC10-3 an image comes to the concentrator once for all its meters, and after a cut from where it was', () => {
  const section = quiet({ meters: 4 })
  const offsets = () =>
    section.headEnd.messages.flatMap(message => (message.kind === 'image-request' ? [message.offset] : []))
  campaign(section)
  expect(section.until(() => offsets().length >= 3, minuteMs)).toBe(true)
  section.concentrator.disconnected(section.line.now)
  section.run(hourMs)
  const before = offsets()
  section.concentrator.connected(section.line.now)
  section.run(10 * minuteMs)
  const after = offsets().slice(before.length)
  // What was under way at the cut may be asked for again; nothing before it is.
  expect(Math.min(...after)).toBeGreaterThanOrEqual(before.at(-1)!)
  expect(new Set(after).size).toBe(after.length)
  // Each job is confirmed under its own id as soon as it is on the disk.
  for (const { number } of section.meters) expect(section.headEnd.states(`new-${number}`)[0]).toBe('accepted')
  section.run(3 * hourMs)
  expect(versions(section)).toEqual(new Set(['2.0']))
})
