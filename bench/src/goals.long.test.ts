import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

function bench(...args: readonly string[]) {
  return spawnSync(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args, '--json'], {
    encoding: 'utf8',
  })
}

test('uc BY-11 the command prints its figures with their goals, and ends with 1 when one is missed', () => {
  const missed = bench('store', '--meters', '1', '--days', '1')
  expect(missed.stderr).toContain('goal at least 50,000')
  expect([missed.stderr.includes('MISSED'), missed.status]).toEqual([true, 1])
  const switching = bench('switching', '--meters', '50', '--sessions', '500')
  expect(JSON.parse(switching.stdout)).toMatchObject({ bench: 'switching', orders: 500, success: 1 })
  expect(switching.stderr).toMatch(/reached +switch orders a second/)
  expect(switching.status).toBe(0)
})
