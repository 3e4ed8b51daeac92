import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { planDistrict } from '@ferraris/power-line'
import { afterAll, afterEach, expect, test, vi } from 'vitest'
import { createProgram } from '../program.ts'

const folder = mkdtempSync(join(tmpdir(), 'ferraris-power-line-'))
afterEach(() => vi.restoreAllMocks())
afterAll(() => rmSync(folder, { recursive: true }))

/** What a command of `power-line` prints. */
async function printed(...words: string[]): Promise<string> {
  let text = ''
  vi.spyOn(process.stdout, 'write').mockImplementation(chunk => {
    text += chunk
    return true
  })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  await createProgram().parseAsync(['power-line', ...words], { from: 'user' })
  return text
}

test('a simulation prints one JSON document with its figures', async () => {
  const words = 'simulate --meters 8 --hops 1 --loss 5% --hours 8 --seed 2 --json'.split(' ')
  expect(JSON.parse(await printed(...words))).toMatchObject({
    meters: 8,
    loss: 0.05,
    metersByHops: [8],
    completeness: { endOfNight: 1, final: 1 },
    discoveryMinutes: expect.any(Number),
    frames: expect.any(Number),
    airtimeSeconds: expect.any(Number),
    onDemandSeconds: { p50: expect.any(Number), p95: expect.any(Number) },
    alarmSeconds: { p50: expect.any(Number), p95: expect.any(Number) },
  })
})

test('for people there is a drawing of the feeders, with the hops of each home', async () => {
  const text = await printed('simulate', '--meters', '8', '--hops', '1', '--hours', '1')
  expect(text).toMatch(/S1 ━━ 1+/)
  expect(text).toContain('all meters found after')
})

test('a plan that was printed is a plan', async () => {
  const text = await printed('plan', '--meters', '5', '--hops', '1', '--seed', '9')
  expect(JSON.parse(text)).toEqual(planDistrict({ meters: 5, hops: 1, seed: 9 }))
})

test('a file that is no plan is refused with the field at fault', async () => {
  const file = join(folder, 'plan.json')
  writeFileSync(file, '{ "name": "nowhere", "substations": [], "sections": [], "homes": [] }')
  await expect(printed('simulate', '--plan', file)).rejects.toMatchObject({
    name: 'InputError',
    path: `${file}: substations`,
  })
})

test('a loss is a share or a percentage', async () => {
  await expect(printed('simulate', '--loss', '120%')).rejects.toThrow('Write a share')
})
