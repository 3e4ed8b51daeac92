import { spawn } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
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

test.runIf(process.platform === 'linux')(
  'a device whose disk is full ends, says why, and lets its folder go',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ferraris-full-'))
    const program = fileURLToPath(new URL('../../bin/ferraris.js', import.meta.url))
    const words = ['customer-device', 'start', 'udp://127.0.0.1:0', '--port', '0', '--data', folder]
    const socket = createSocket('udp4')
    try {
      await createProgram().parseAsync(['customer-device', 'make', 'DU-1', '--data', folder], {
        from: 'user',
      })
      // No file may grow beyond 256 blocks: what SQLite is given then is a full disk.
      const limited = ['-c', 'ulimit -f 256; exec "$@"', 'sh', process.execPath, program, ...words]
      const child = spawn('sh', limited, { stdio: ['ignore', 'ignore', 'pipe'] })
      let said = ''
      let code: number | null | undefined
      const closed = once(child, 'close').then(([ended]) => {
        code = ended
      })
      child.stderr.on('data', text => {
        said += text
      })
      while (code === undefined && !/Ctrl-C stops it/.test(said)) await sleep(20)
      const port = Number(/come in at [^:]+:(\d+)/.exec(said)?.[1])
      while (code === undefined) {
        socket.send(Uint8Array.of(0x0f, 0, 0, 0, 1, 0, 0), port, '127.0.0.1')
        await sleep(5)
      }
      await closed
      expect(said).toMatch(/device\.sqlite: (disk I\/O error|database or disk is full)/)
      expect(said).toMatch(/see that the disk has room/)
      expect(said).not.toMatch(/Uncaught|node:internal|\n\s+at /)
      expect(code).toBe(1)
      expect(existsSync(join(folder, 'customer-device.local.json'))).toBe(false)
    } finally {
      socket.close()
      rmSync(folder, { recursive: true })
    }
  },
)
