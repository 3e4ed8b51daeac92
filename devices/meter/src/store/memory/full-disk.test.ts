import fs, { mkdtempSync, rmSync } from 'node:fs'
import { syncBuiltinESMExports } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { classes } from '@ferraris/cosem/classes'
import { errorsIn, ferraris, idisCodes, obisCodes } from '@ferraris/metering'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { at, monday, programmedMeter } from '../../programmed-meter.fixture.ts'
import { bench } from '../../smitp/bench.fixture.ts'
import { InvocationCounters } from '../counters.ts'
import { AtomicMemory } from './atomic-memory.ts'
import { unlessFull } from './full-memory.ts'
import { Journal, JournalError } from './journal.ts'
import { inMemory, type NonVolatile } from './non-volatile.ts'

const disk = { isFull: false }
const { writeSync } = fs

// A full disk takes some octets of a line, and then no more.
function writeToDisk(file: number, octets: Buffer, offset: number): number {
  if (!disk.isFull) return writeSync(file, octets, offset)
  if (offset === 0) return writeSync(file, octets, 0, 5)
  throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
}

/** Gives all modules this way to write. */
function writeBy(write: typeof writeSync): void {
  fs.writeSync = write
  syncBuiltinESMExports()
}

beforeAll(() => writeBy(writeToDisk as typeof writeSync))
afterAll(() => writeBy(writeSync))

const noon = at(monday, 12)
let folder: string
let path: string
let journal: Journal

beforeEach(() => {
  disk.isFull = false
  folder = mkdtempSync(join(tmpdir(), 'ferraris-full-'))
  path = join(folder, 'journal')
  journal = Journal.open(path)
})
afterEach(() => {
  journal.close()
  rmSync(folder, { recursive: true })
})

/** What the file holds, as a meter that starts anew reads it. */
function restarted(owner = 'meter') {
  journal.close()
  journal = Journal.open(path)
  return journal.of(owner)
}

test('a counter that could not be reserved is not handed out, then or after a restart', () => {
  const counters = new InvocationCounters(journal.of('meter'), 1)
  for (let i = 1; i <= 1024; i++) expect(counters.take()).toBe(i)
  disk.isFull = true
  for (let i = 0; i < 3; i++) expect(() => counters.take()).toThrow('no space left')
  disk.isFull = false
  expect(counters.take()).toBe(1025)
  expect(new InvocationCounters(restarted(), 1).take()).toBeGreaterThan(1025)
})

test.each([0, 1, 2, 3])('several writes are one, also on a disk that is full after %i of them', room => {
  const kept = inMemory()
  let left = room
  const write = (action: () => void) => {
    if (left-- <= 0) throw new JournalError('unwritable', 'full')
    action()
  }
  const full: NonVolatile = {
    get: kept.get,
    set: (key, value) => write(() => kept.set(key, value)),
    append: (key, value, keep) => write(() => kept.append(key, value, keep)),
  }
  const memory = new AtomicMemory(full)
  const both = (of: NonVolatile) => [of.get('a'), of.get('b')]
  const isDone = unlessFull(() => {
    memory.atomically(() => {
      memory.set('a', 1)
      memory.set('b', 1)
    })
    return true
  }, false)
  const expected = isDone ? [1, 1] : [undefined, undefined]
  expect(isDone).toBe(room > 0)
  expect(both(memory)).toEqual(expected)
  // What writes nothing does not show that there is room.
  memory.atomically(() => {})
  expect(memory.isFailing).toBe(true)
  left = Number.POSITIVE_INFINITY
  memory.atomically(() => {
    memory.set('b', 2)
    memory.set('c', 3)
  })
  expect(memory.isFailing).toBe(false)
  const restarted = new AtomicMemory(kept)
  expect([...both(restarted), restarted.get('c')]).toEqual([expected[0], 2, 3])
})

test('a meter refuses what it could not keep, says so, counts on, and goes on when there is room', () => {
  const meter = programmedMeter({}, noon, journal.of('meter'))
  const { store } = meter.meter
  const errors = () =>
    errorsIn(ferraris, (meter.getRaw(1, obisCodes.errorRegister, 2) as { value: number }).value)
  const set = () => meter.set(classes.pushSetupV0, '0.0.25.9.0.255', 'numberOfRetries', 5)
  const open = () =>
    meter.invoke(classes.disconnectControl, obisCodes.disconnectControl, 'remoteDisconnect', 0)
  const undisturbed = store.registers(noon + 3600)[0]
  disk.isFull = true
  expect([set(), open().result]).toEqual(['temporary-failure', 'temporary-failure'])
  expect(meter.isConnected).toBe(true)
  meter.goTo(noon + 60)
  expect(errors()).toEqual(['nonVolatileMemoryError'])
  expect(store.registers(noon + 3600)[0]).toBe(undisturbed)
  disk.isFull = false
  meter.goTo(noon + 120)
  expect(set()).toBe('success')
  expect(errors()).toEqual([])
  expect(meter.events(noon)).toMatchObject([{ shown: noon + 120, code: idisCodes.nonVolatileMemoryError }])
  expect(open().result).toBe('success')
  const again = programmedMeter({}, noon + 3600, restarted())
  expect(again.get(classes.pushSetupV0, '0.0.25.9.0.255', 'numberOfRetries')).toBe(5)
  expect(again.isConnected).toBe(false)
  expect(again.meter.store.registers(noon + 3600)[0]).toBe(store.registers(noon + 3600)[0])
})

test('what is due while the disk is full is done when there is room, once', () => {
  const meter = programmedMeter({}, noon, journal.of('meter'))
  const schedule = '0.0.15.0.1.255'
  meter.set(classes.singleActionSchedule, schedule, 'executedScript', {
    scriptTable: obisCodes.disconnectScripts,
    selector: 1,
  })
  meter.set(classes.singleActionSchedule, schedule, 'executionTime', [
    { time: { hour: 12, minute: 10, second: 0 }, date: {} },
  ])
  disk.isFull = true
  meter.goTo(noon + 700)
  meter.meter.wake()
  expect(meter.isConnected).toBe(true)
  expect(meter.meter.nextWake()).toBeGreaterThan(1000 * (noon + 700))
  disk.isFull = false
  meter.goTo(noon + 800)
  meter.meter.wake()
  expect(meter.isConnected).toBe(false)
  expect(meter.meter.store.supply.openSpans).toMatchObject([{ from: noon + 600 }])
  expect(meter.meter.store.supply.moves).toBe(1)
})

test('by its tables a meter that cannot keep the counter of a request is silent, and answers again', () => {
  const { client, clock } = bench({ memory: journal.of('meter') })
  const { row, answered } = client()
  const read = { kind: 'read.request', table: 2, row: 0 } as const
  expect(row(2, 0).length).toBeGreaterThan(0)
  disk.isFull = true
  expect(() => answered(read)).toThrow('silent')
  disk.isFull = false
  clock.seconds += 60
  expect(client().row(2, 0).length).toBeGreaterThan(0)
})
