import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { type CommandLine, commandLine } from '../head-end/command-line.fixture.ts'

let line: CommandLine
afterEach(() => line.close())

test("a customer's device is made known, associated, told something, and revoked", async () => {
  line = await commandLine()
  await line.headEnd.enrol([{ serial: 'FER00000001', uri: 'dlms+tcp://127.0.0.1:9', keys: [] }])
  const run = (...words: string[]) => line.run('chain2', ...words)
  const key = join(line.folder, 'key.txt')
  writeFileSync(key, `${'0f'.repeat(16)}\n`)
  expect(await run('add', 'C2G-1', '--maker', 'Maker', '--aca', '4d4143000001', '--key-file', key)).toContain(
    'C2G-1',
  )
  expect(await run('devices')).toMatch(/C2G-1.*Maker.*4D4143000001/)
  // No meter listens there: what is wanted is kept, and why it does not know of it yet.
  const associate = [
    'associate',
    'FER00000001',
    'C2G-1',
    '--pod',
    'IT001E00000001',
    '--contract-power',
    '3000',
  ]
  expect(await run(...associate)).toMatch(/FER00000001.*C2G-1.*waiting/)
  expect(JSON.parse(await run('show', 'FER00000001', '--json'))).toMatchObject({ gap: 300, state: 'waiting' })
  expect(await run('change', 'FER00000001', '--weekly-threshold', '50000')).toContain(
    'told at 50000 Wh a week',
  )
  expect(await run('sent', 'FER00000001')).toContain('nothing is known')
  expect(await run('tell', 'C2G-1', 'We come on Monday')).toContain('leaves for C2G-1')
  const prices = join(line.folder, 'prices.json')
  writeFileSync(
    prices,
    JSON.stringify({
      currency: 'EUR',
      validFrom: '2027-01-01T00:00:00Z',
      prices: [{ tariff: 1, name: 'F1', price: 30_000 }],
    }),
  )
  expect(await run('prices', 'C2G-1', prices)).toContain('F1 0.3 EUR/kWh')
  expect(await run('told', 'C2G-1')).toMatch(/message.*under way.*We come on Monday/)
  expect(await run('revoke', 'FER00000001')).toMatch(/revoking/)
  await expect(run('revoke', 'FER00000001')).rejects.toMatchObject({ code: 'status-404' })
  writeFileSync(prices, 'no json')
  await expect(run('prices', 'C2G-1', prices)).rejects.toThrow(/no JSON object/)
})
