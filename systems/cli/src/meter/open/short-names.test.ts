import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'

const bin = new URL('../../../bin/ferraris.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ferraris-short-names-'))
const meter = spawn(process.execPath, [
  ...[
    bin,
    'meter',
    'start',
    '--port',
    '0',
    '--referencing',
    'both',
    '--history',
    '3',
    '--data',
    folder,
    '--json',
  ],
])

afterAll(() => {
  meter.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function read(uri: string, keys: string) {
  const child = spawn(process.execPath, [bin, 'meter', 'read', uri, '--keys', keys, '--json'])
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const [out, code] = await Promise.all([text(child.stdout), exit])
  return { document: JSON.parse(out), code }
}

test('a meter is read by short names as by logical names', async () => {
  let started: { uri: string; keys: string } | undefined
  for await (const line of createInterface({ input: meter.stdout })) {
    started = JSON.parse(line)
    break
  }
  const { uri, keys } = started!
  const [byNumbers, byNames] = [await read(`${uri}&referencing=sn`, keys), await read(uri, keys)]
  expect(byNumbers.code).toBe(0)
  const names = ({ document }: typeof byNames) => document.registers.map(({ obis }: { obis: string }) => obis)
  expect(names(byNumbers)).toEqual(names(byNames))
  expect(names(byNumbers).length).toBeGreaterThan(10)
})
