import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createProgram } from '../program.ts'

test('a folder in which no device was made is refused, and nothing is put there', async () => {
  const around = mkdtempSync(join(tmpdir(), 'ferraris-start-'))
  const data = join(around, 'kitchen')
  try {
    const words = ['customer-device', 'start', 'udp://127.0.0.1:0', '--port', '0', '--data', data]
    await expect(createProgram().parseAsync(words, { from: 'user' })).rejects.toThrow(/no device was made/)
    expect(existsSync(data)).toBe(false)
  } finally {
    rmSync(around, { recursive: true })
  }
})
