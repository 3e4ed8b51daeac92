import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import path from 'node:path'
import { allMigrations } from '@ferraris/service'
import { layPreparedCluster } from '@ferraris/service/testing'
import { features } from '../features.ts'
import { type HeadEnd, type HeadEndOptions, startHeadEnd } from '../head-end.ts'
import { createLog } from '../log.ts'

/** A whole head-end on a free port, without a log. Its store is a copy of one that was prepared before, unless it has one. */
export async function startTestHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  if (options.database === undefined && !existsSync(path.join(options.data, 'postgres'))) {
    await mkdir(options.data, { recursive: true })
    await layPreparedCluster(options.data, allMigrations(features))
  }
  return await startHeadEnd({ port: 0, log: createLog({ level: 'silent' }), ...options })
}
