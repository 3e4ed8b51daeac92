import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import type { Meter } from '@ferraris/meter'
import { wholeSecondsOf } from '@ferraris/metering'
import { testMeter } from '@ferraris/testing/meter'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { askMeter, serveHarms } from '../serve/harm-door.ts'
import { frontText } from './front.ts'
import { deedsOf } from './keys.ts'

const command = join(import.meta.dirname, '../../../bin/ferraris.js')

let data: string
let meter: Meter
let door: Awaited<ReturnType<typeof serveHarms>>
beforeEach(async () => {
  data = mkdtempSync(join(tmpdir(), 'ferraris-display-'))
  meter = testMeter({ clock: Date })
  door = await serveHarms(meter, data)
})
afterEach(async () => {
  await door.close()
  rmSync(data, { recursive: true })
})

function now(): number {
  return wholeSecondsOf(Date.now())
}

test('keys of a terminal are buttons and covers, and what is none does nothing', () => {
  expect(deedsOf('j\u001b[Akx\u001b[Br\u0003')).toEqual([
    { press: 'down' },
    { press: 'up' },
    { press: 'up' },
    { press: 'down' },
    { press: 'reconnect' },
    { quit: true },
  ])
})

test('uc K-6 the front shows a value, lights, covers that are open, and what has failed', () => {
  meter.press('down')
  meter.harm({ kind: 'terminal-cover', from: now() })
  meter.harm({ kind: 'ram-error', from: now() })
  const text = stripVTControlCharacters(frontText('FER00000042', meter.display()))
  expect(text).toMatch(/1 {2}Active energy/)
  expect(text).toMatch(/\d+ Wh/)
  expect(text).toContain('1000 imp/kWh')
  expect(text).toContain('terminal cover open')
  expect(text).toContain('F.F RAM error')
})

test('uc K-6 a button is pressed through the door of the meter', async () => {
  expect(await askMeter(data, { ask: 'press', button: 'reconnect' })).toBe(false)
  expect(await askMeter(data, { ask: 'press', button: 'up' })).toBe(true)
  expect((await askMeter(data, { ask: 'display' })).display.page?.name).toBe('Apparent power')
})

/** The command in a terminal of its own; what it has written so far. */
function inTerminal(): { readonly shell: ChildProcess; written(): string } {
  const line = `${process.execPath} ${command} meter display --data ${data}`
  const shell = spawn('script', ['-qfec', line, '/dev/null'], { stdio: ['pipe', 'pipe', 'inherit'] })
  let written = ''
  shell.stdout.on('data', chunk => {
    written += String(chunk)
  })
  return { shell, written: () => stripVTControlCharacters(written) }
}

test('uc K-6 in a terminal keys scroll, open a cover, and end the view', async () => {
  const { shell, written } = inTerminal()
  const ended = new Promise(resolve => shell.once('exit', resolve))
  const shows = (text: string) => expect.poll(written, { timeout: 60_000 }).toContain(text)
  await shows('FERRARIS - WELCOME')
  shell.stdin?.write('j')
  await shows('1  Active energy')
  shell.stdin?.write('kk')
  await shows('5  Reactive power')
  shell.stdin?.write('c')
  await shows('meter cover open')
  expect(meter.store.events.of('fraud', now()).at(-1)?.code).toBe(44)
  shell.stdin?.write('q')
  expect(await ended).toBe(0)
})
