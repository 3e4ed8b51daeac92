import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'

const bin = new URL('../../../bin/ferraris.js', import.meta.url).pathname
const folder = mkdtempSync(join(tmpdir(), 'ferraris-clone-'))
const running: ReturnType<typeof spawn>[] = []

afterAll(() => {
  for (const child of running) child.kill()
  rmSync(folder, { recursive: true, force: true })
})

/** Starts a meter; its document is the first line of its output. */
async function start(...args: readonly string[]): Promise<Record<string, string>> {
  const child = spawn(process.execPath, [bin, 'meter', 'start', '--port', '0', '--json', ...args])
  running.push(child)
  for await (const line of createInterface({ input: child.stdout })) return JSON.parse(line)
  throw new Error('no output')
}

async function ferraris(...args: readonly string[]) {
  const child = spawn(process.execPath, [bin, 'meter', ...args])
  const exit = new Promise<number | null>(resolve => child.once('close', resolve))
  const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), exit])
  return { out, err, code }
}

test('a meter is read into a file, and a clone from the file shows the same to the same client', async () => {
  const original = await start(
    '--data',
    join(folder, 'original'),
    '--serial',
    'FER00000042',
    '--history',
    '3',
  )
  const keys = ['--keys', original.keys!]
  const image = join(folder, 'meter.json')
  const made = await ferraris('objects', original.managementUri!, ...keys, '--image', image, '--json')
  expect(made.code).toBe(0)
  expect(JSON.parse(made.out)).toMatchObject({ file: image, objects: expect.any(Number) })

  const clone = await start('--image', image, ...keys, '--data', join(folder, 'clone'))
  expect(clone.uri).toContain('client=1&server=1&auth=gmac')
  const objects = async (uri: string) =>
    JSON.parse((await ferraris('objects', uri, ...keys, '--all', '--json')).out)
  expect(await objects(clone.uri!)).toEqual(await objects(original.managementUri!))
  const name = ['0.0.42.0.0.255', '0.0.96.1.0.255', '1.0.1.8.0.255:3', '--json']
  const [shown, known] = await Promise.all(
    [clone.uri!, original.managementUri!].map(uri => ferraris('read', uri, ...name, ...keys)),
  )
  expect(JSON.parse(shown!.out).attributes ?? JSON.parse(shown!.out)).toEqual(
    JSON.parse(known!.out).attributes ?? JSON.parse(known!.out),
  )
})

test('a file that is no image is named with what is wrong in it', async () => {
  const file = join(folder, 'broken.json')
  writeFileSync(file, '{"format":"ferraris-meter-image/1","deviceName":7}')
  const { code, err } = await ferraris('start', '--image', file, '--data', join(folder, 'broken'))
  expect(code).toBe(2)
  expect(err).toContain('meter image, deviceName: is no text')
})
