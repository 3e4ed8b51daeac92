import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { findBinaries } from './binaries.ts'
import { openCluster } from './cluster.ts'
import { startServer } from './server.ts'

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

test.skipIf(!isRootWithSetpriv)(
  'a database of root in a folder that is open to all is closed to other processes of the user that serves it',
  async () => {
    const open = mkdtempSync(path.join(tmpdir(), 'ferraris-open-'))
    chmodSync(open, 0o755)
    const server = await startServer(open, { info() {}, error() {} })
    try {
      const place = path.join(open, 'postgres')
      const asNobody = (...command: string[]) =>
        spawnSync('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', ...command]).status
      expect(asNobody('ls', open)).toBe(0)
      expect(asNobody('cat', path.join(place, 'cluster', 'PG_VERSION'))).not.toBe(0)
      expect(asNobody('ls', path.join(place, 'socket'))).not.toBe(0)
    } finally {
      await server.stop()
      rmSync(open, { recursive: true })
    }
  },
)
