import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { InvocationCounters } from '../counters.ts'
import { Journal, JournalError } from './journal.ts'

function newPath() {
  return join(mkdtempSync(join(tmpdir(), 'ferraris-journal-')), 'meters.journal')
}

function reopened(path: string, change: (journal: Journal) => void): Journal {
  const journal = Journal.open(path)
  change(journal)
  journal.close()
  return Journal.open(path)
}

describe('the journal', () => {
  test('gives back what was set and appended, to each meter its own', () => {
    const journal = reopened(newPath(), open => {
      open.of('A').set('mode', 1)
      open.of('A').set('mode', { state: 2 })
      open.of('B').set('mode', 'other')
      for (let i = 0; i < 5; i++) open.of('A').append('events', i, 3)
    })
    expect(journal.of('A').get('mode')).toEqual({ state: 2 })
    expect(journal.of('A').get('events')).toEqual([2, 3, 4])
    expect(journal.of('B').get('mode')).toBe('other')
    expect(journal.of('C').get('mode')).toBeUndefined()
  })

  test('ignores a torn last line, and goes on behind it', () => {
    const path = newPath()
    reopened(path, open => open.of('A').set('n', 1)).close()
    appendFileSync(path, '["A","n",2')
    reopened(path, open => {
      expect(open.of('A').get('n')).toBe(1)
      open.of('A').set('m', 3)
    }).close()
    expect(Journal.open(path).of('A').get('m')).toBe(3)
  })

  test('is rewritten at the start with one line a value', () => {
    const path = newPath()
    reopened(path, open => {
      for (let i = 0; i < 1000; i++) open.of('A').set('n', i)
    })
    expect(readFileSync(path, 'utf8')).toBe('["A","n",999]\n')
    expect(statSync(path).mode & 0o777).toBe(0o600)
  })

  test('is rewritten while it runs, too, when it has grown beyond what it keeps', () => {
    const path = newPath()
    const journal = Journal.open(path)
    const memory = journal.of('A')
    const value = 'x'.repeat(1_000_000)
    for (let i = 0; i < 40; i++) memory.set('n', `${i} ${value}`)
    expect(statSync(path).size).toBeLessThan(20_000_000)
    journal.close()
    expect(Journal.open(path).of('A').get<string>('n')?.slice(0, 3)).toBe('39 ')
  })

  test('refuses a file that is something else, and leaves it alone', () => {
    const path = newPath()
    writeFileSync(path, 'serial;value\n')
    expect(() => Journal.open(path)).toThrow(JournalError)
    expect(() => Journal.open(path)).toThrow(/line 1/)
    expect(readFileSync(path, 'utf8')).toBe('serial;value\n')
  })

  test('reports when it cannot write', () => {
    expect(() => Journal.open('/proc/no/such/place')).toThrow(/cannot be taken/)
  })

  test('has everything it confirmed after kill -9', async () => {
    const path = newPath()
    const module = JSON.stringify(join(import.meta.dirname, 'journal.ts'))
    // Confirms each write on stdout after the call has returned, and never closes the file.
    const program = `
      import { Journal } from ${module}
      import { writeSync } from 'node:fs'
      const memory = Journal.open(${JSON.stringify(path)}).of('FER00000001')
      for (let i = 1; ; i++) { memory.set('n', i); memory.append('list', i, 10); writeSync(1, i + '\\n') }`
    const child = spawn(process.execPath, ['--input-type=module-typescript', '-e', program], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let confirmed = ''
    for await (const chunk of child.stdout) {
      confirmed += chunk
      if (confirmed.length > 20_000 && !child.killed) child.kill('SIGKILL')
    }
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    expect(child.signalCode).toBe('SIGKILL')
    const last = Number(confirmed.slice(0, confirmed.lastIndexOf('\n')).split('\n').at(-1))
    const memory = Journal.open(path).of('FER00000001')
    const kept = memory.get<number>('n') ?? 0
    expect(last).toBeGreaterThan(1000)
    expect(kept).toBeGreaterThanOrEqual(last)
    expect(memory.get<number[]>('list')?.at(-1)).toBeGreaterThanOrEqual(last)
  })
})

describe('invocation counters', () => {
  test('never give a number twice, however often the meter restarts', () => {
    const path = newPath()
    const given = new Set<number>()
    for (let start = 0; start < 4; start++) {
      const journal = Journal.open(path)
      const counters = new InvocationCounters(journal.of('A'), 2)
      for (let i = 0; i < 1500; i++) {
        const number = counters.take()
        expect(given.has(number)).toBe(false)
        given.add(number)
      }
      journal.close()
    }
  })

  const source = (name: string, broadcast = false) => ({ systemTitle: Buffer.from(name), broadcast })
  const [one, other] = [source('CLIENT01'), source('CLIENT02')]

  test('keep the highest number of each client, each association its own', () => {
    const path = newPath()
    const journal = Journal.open(path)
    const counters = new InvocationCounters(journal.of('A'), 2)
    expect(counters.received(one)).toBe(-1)
    counters.accept(0, true, one)
    counters.accept(7, true, one)
    counters.accept(3, true, other)
    counters.accept(9, true, source('CLIENT01', true))
    journal.close()
    const reopened = Journal.open(path)
    const again = new InvocationCounters(reopened.of('A'), 2)
    expect([one, other, source('CLIENT01', true)].map(it => again.received(it))).toEqual([7, 3, 9])
    expect(again.highest()).toBe(9)
    expect(new InvocationCounters(reopened.of('A'), 1).received(one)).toBe(-1)
  })

  test('of a journal with one number for all clients are the bar for each of them', () => {
    const memory = Journal.open(newPath()).of('A')
    memory.set('counter.client.2', 700)
    const counters = new InvocationCounters(memory, 2)
    expect([one, other].map(it => counters.received(it))).toEqual([700, 700])
    counters.accept(701, true, one)
    const again = new InvocationCounters(memory, 2)
    expect([one, other].map(it => again.received(it))).toEqual([701, 700])
  })

  test('of too many clients are dropped without letting an old one pass', () => {
    const memory = Journal.open(newPath()).of('A')
    const counters = new InvocationCounters(memory, 2)
    for (let i = 0; i < 100; i++) counters.accept(10 + i, true, source(`CLIENT${i}`))
    expect(JSON.stringify(memory.get('counter.client.2')).length).toBeLessThan(1000)
    for (let i = 0; i < 100; i++)
      expect(counters.received(source(`CLIENT${i}`))).toBeGreaterThanOrEqual(10 + i)
    expect(counters.highest()).toBe(109)
  })

  test('begin again under new keys', () => {
    const counters = new InvocationCounters(Journal.open(newPath()).of('A'), 2)
    counters.take()
    counters.accept(100, true, one)
    counters.restart()
    expect(counters.take()).toBe(1)
    expect(counters.received(one)).toBe(-1)
  })

  test('end with the last one there is', () => {
    const memory = Journal.open(newPath()).of('A')
    memory.set('counter.own.2', 0xffff_fffe)
    const counters = new InvocationCounters(memory, 2)
    expect([counters.take(), counters.take()]).toEqual([0xffff_fffe, 0xffff_ffff])
    expect(() => counters.take()).toThrow('new keys')
    expect(() => new InvocationCounters(memory, 2).take()).toThrow('new keys')
  })
})
