import { spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

let found: boolean | undefined

/** Whether serial ports can be emulated here; warns where they cannot, for tests that are skipped then. */
export function socatIsHere(): boolean {
  found ??= spawnSync('socat', ['-V']).status === 0 || missing()
  return found
}

function missing(): false {
  console.warn('serial ports: skipped, socat (pseudo-terminals) is not installed')
  return false
}

/** Two serial ports with a cable between them: paths of pseudo-terminals. */
export interface Cable {
  readonly ends: readonly [string, string]
  unplug(): Promise<void>
}

/** Lays a cable; needs socat. */
export async function layCable(): Promise<Cable> {
  const folder = mkdtempSync(join(tmpdir(), 'ferraris-pty-'))
  const ends = [join(folder, 'a'), join(folder, 'b')] as const
  const socat = spawn(
    'socat',
    ends.map(end => `pty,raw,echo=0,link=${end}`),
    { stdio: 'ignore' },
  )
  while (!ends.every(existsSync)) {
    if (socat.exitCode !== null) throw new Error(`socat ended with ${socat.exitCode}`)
    await sleep(5)
  }
  return {
    ends,
    unplug: () =>
      new Promise(resolve => {
        const end = () => {
          rmSync(folder, { recursive: true, force: true })
          resolve()
        }
        if (socat.exitCode !== null) return end()
        socat.once('exit', end)
        socat.kill()
      }),
  }
}
