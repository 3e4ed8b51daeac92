import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'

const isRootWithSetpriv = process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status === 0
if (!isRootWithSetpriv) console.log('skipped: closed folders hinder only root, and setpriv is not here')

test.skipIf(!isRootWithSetpriv)(
  'root may keep programs and data in folders that are closed to others',
  async () => {
    const closed = mkdtempSync(path.join(tmpdir(), 'ferraris-closed-'))
    try {
      const programs = path.join(closed, 'native')
      cpSync((await findBinaries()).root, programs, { recursive: true, verbatimSymlinks: true })
      const cluster = await openCluster(path.join(closed, 'data'), {
        FERRARIS_PG_BIN: path.join(programs, 'bin'),
      })
      expect(existsSync(path.join(cluster.path, 'PG_VERSION'))).toBe(true)
    } finally {
      rmSync(closed, { recursive: true })
    }
  },
)
