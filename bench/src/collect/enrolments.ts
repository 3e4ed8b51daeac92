import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { defined } from '@ferraris/bytes'
import type { Enrolment } from '@ferraris/head-end'
import type { MetersProcess } from './meters-process.ts'

/** The meters of a process with their keys, for a head-end. */
export async function enrolmentsOf(folder: string, { meters }: MetersProcess): Promise<Enrolment[]> {
  const ring: { device: string; client: number; guek: string; gak: string }[] = JSON.parse(
    await readFile(join(folder, 'keys.json'), 'utf8'),
  )
  const keys = Map.groupBy(ring, ({ device }) => device)
  return meters.map(({ serial, uri }) => ({
    serial,
    uri,
    keys: defined(keys.get(serial), `the keys of ${serial}`).map(({ client, guek, gak }) => ({
      client,
      guek,
      gak,
    })),
  }))
}
