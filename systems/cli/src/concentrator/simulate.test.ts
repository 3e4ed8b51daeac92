import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const program = fileURLToPath(new URL('../../bin/ferraris.js', import.meta.url))

test('a simulated concentrator says why it has no way to its head-end', async () => {
  const data = mkdtempSync(join(tmpdir(), 'ferraris-simulate-'))
  const place = ['--name', 'CS-1', '--broker', 'mqtt://127.0.0.1:1', '--data', data, '--meters', '2']
  const child = spawn(process.execPath, [program, 'concentrator', 'simulate', ...place], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let said = ''
  for await (const text of child.stderr) {
    said += String(text)
    if (said.includes('no way to')) break
  }
  expect(said).toMatch(/no way to mqtt:\/\/127\.0\.0\.1:1: .*ECONNREFUSED/)
  child.kill('SIGTERM')
  await once(child, 'exit')
  rmSync(data, { recursive: true, force: true })
})
