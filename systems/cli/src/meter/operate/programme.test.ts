import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { firmwareImage } from '@ferraris/meter'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { servedMeter } from '../read/served-meter.fixture.ts'
import { runProgramme } from './programme.ts'
import { listProgrammes } from './programme-kinds.ts'

let served: Awaited<ReturnType<typeof servedMeter>>
const folder = mkdtempSync(join(tmpdir(), 'ferraris-programme-'))
beforeAll(async () => {
  served = await servedMeter()
})
afterAll(async () => {
  vi.restoreAllMocks()
  await served.close()
  rmSync(folder, { recursive: true })
})

const written: string[] = []
beforeEach(() => {
  written.length = 0
  vi.spyOn(process.stdout, 'write').mockImplementation(text => written.push(String(text)) > 0)
})

function fileWith(name: string, content: string | Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, content)
  return path
}

async function run(kind: string, parameters: string | undefined, file: string[] = [], client = 'management') {
  const options = { keys: JSON.stringify(served.ring), timeout: 20, json: true, client, file }
  await runProgramme(served.uris['DLMS/IP'], kind, { ...options, ...(parameters && { parameters }) })
  return JSON.parse(written.splice(0).join(''))
}

test('a programme with its parameters on the command line, or in a file', async () => {
  expect(await run('limit', '{"watts":3300}')).toMatchObject({
    kind: 'limit',
    steps: [{ target: '0.0.17.0.0.255 thresholdNormal', outcome: 'verified' }],
  })
  expect(await run('limit', fileWith('limit.json', '{"watts":4500}'))).toMatchObject({
    steps: [{ found: 'double-long-unsigned 4500' }],
  })
})

test('a file stands for its hash', async () => {
  const image = fileWith('image.bin', firmwareImage('FER2.0.0', new Uint8Array(1000)))
  const { steps } = await run('firmware', '{"version":"FER2.0.0"}', [image])
  expect(steps.at(-1)).toMatchObject({ outcome: 'verified', found: 'FER2.0.0' })
})

test('what was read goes along', async () => {
  const { registers } = await run('read-registers', '{"registers":["1.0.1.8.0"]}', [], 'reader')
  expect(registers).toMatchObject([{ obis: '1.0.1.8.0.255', unit: 'Wh' }])
  const { profiles } = await run('read-profile', '{"from":"2026-11-20","to":"2026-11-20"}', [], 'reader')
  expect(profiles[0].rows).toHaveLength(97)
})

test('a refusal of the meter is told after its steps; wrong input before anything is sent', async () => {
  await expect(run('limit', '{"watts":1}', [], 'reader')).rejects.toMatchObject({ code: 'step-refused' })
  expect(JSON.parse(written.join(''))).toMatchObject({ steps: [{ outcome: 'refused' }] })
  await expect(run('limit', '{"watts":-1}')).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(run('limit', '{')).rejects.toMatchObject({ path: '--parameters' })
  await expect(run('dance', undefined)).rejects.toMatchObject({ code: 'input-invalid' })
  await expect(run('configure', undefined, [join(folder, 'none.json')])).rejects.toMatchObject({
    path: '--file',
  })
})

test('kinds and their parameters are listed', () => {
  listProgrammes(undefined, { json: true })
  expect(JSON.parse(written.splice(0).join('')).map(({ kind }: { kind: string }) => kind)).toContain(
    'tariff-calendar',
  )
  listProgrammes('switch', {})
  expect(written.join('')).toMatch(/connected .*\(needed\)/)
})
