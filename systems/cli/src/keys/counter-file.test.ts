import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { toHex } from '@ferraris/bytes'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { CounterFile } from './counter-file.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-counters-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the counters of a client', () => {
  test('are reserved block by block, apart for each device and client', async () => {
    const counters = new CounterFile(folder)
    expect((await counters.reserve('A', 2)).range).toEqual({ next: 0, end: 4000 })
    expect((await counters.reserve('A', 2)).range).toEqual({ next: 4000, end: 8000 })
    expect((await counters.reserve('A', 1)).range).toEqual({ next: 0, end: 4000 })
    expect((await counters.reserve('B', 2)).range).toEqual({ next: 0, end: 4000 })
  })

  test('jump above what the meter has seen, and never back', async () => {
    const counters = new CounterFile(folder)
    expect((await counters.reserve('A', 2, 5000)).range.next).toBe(5000)
    expect((await counters.reserve('A', 2, 10)).range.next).toBe(9000)
  })

  test('belong to a system title that is drawn once', async () => {
    const { systemTitle } = await new CounterFile(folder).reserve('A', 2)
    expect(systemTitle).toHaveLength(8)
    expect((await new CounterFile(folder).reserve('A', 2)).systemTitle).toEqual(systemTitle)
    rmSync(join(folder, 'client-counters.json'))
    expect((await new CounterFile(folder).reserve('A', 2)).systemTitle).not.toEqual(systemTitle)
  })

  test('are on disk as used before they are given', async () => {
    const { systemTitle } = await new CounterFile(folder).reserve('A', 2)
    expect(JSON.parse(readFileSync(join(folder, 'client-counters.json'), 'utf8'))).toEqual({
      systemTitle: toHex(systemTitle),
      next: { 'A client 2': 4000 },
    })
  })

  test('are never given to two processes', async () => {
    const module = join(import.meta.dirname, 'counter-file.ts')
    const script = `
      const { CounterFile } = await import(${JSON.stringify(module)})
      for (let i = 0; i < 20; i++) console.log((await new CounterFile(${JSON.stringify(folder)}).reserve('A', 2)).range.next)`
    const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script])
    const outputs = await Promise.all([run(), run(), run()])
    const given = outputs.flatMap(({ stdout }) => stdout.trim().split('\n').map(Number))
    expect(given.sort((a, b) => a - b)).toEqual(Array.from({ length: 60 }, (_, i) => i * 4000))
  })

  test('end with 2^32, and a file that is damaged is not begun anew', async () => {
    const counters = new CounterFile(folder)
    await expect(counters.reserve('A', 2, 2 ** 32 - 999)).rejects.toThrow('new keys')
    for (const text of [
      '{"systemTitle":"4645',
      '{"systemTitle":"46455200000000","next":{}}',
      '{"systemTitle":"4645520000000001","next":{"A client 2":-1}}',
    ]) {
      writeFileSync(counters.file, text)
      await expect(counters.reserve('A', 2)).rejects.toMatchObject({ code: 'counters-unusable' })
    }
  })
})

describe('the counter that METERS AND MORE shares with a meter', () => {
  const counter = (used: bigint, proven: bigint) => ({ used, proven })

  test('is remembered, and never falls', async () => {
    const counters = new CounterFile(folder)
    expect(await counters.smitpCounter('A')).toBeUndefined()
    await counters.keepSmitpCounter('A', counter(116n, 100n), undefined)
    await counters.keepSmitpCounter('A', counter(116n, 116n), counter(116n, 100n))
    await counters.keepSmitpCounter('A', counter(110n, 100n), counter(116n, 116n))
    expect(await counters.smitpCounter('A')).toEqual(counter(116n, 116n))
    expect(await counters.smitpCounter('B')).toBeUndefined()
    expect((await counters.reserve('A', 2)).range.next).toBe(0)
    expect(await counters.smitpCounter('A')).toEqual(counter(116n, 116n))
  })

  test('gives no number to two processes', async () => {
    const counters = new CounterFile(folder)
    await counters.keepSmitpCounter('A', counter(1n, 0n), undefined)
    const claims = [2n, 3n, 2n].map(used =>
      counters.keepSmitpCounter('A', counter(used, 0n), counter(1n, 0n)),
    )
    const outcomes = await Promise.allSettled(claims)
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason.code] : []))).toEqual(
      ['counters-overtaken', 'counters-overtaken'],
    )
    await expect(counters.keepSmitpCounter('A', counter(2n, 0n), undefined)).rejects.toThrow(
      'another process',
    )
  })
})
