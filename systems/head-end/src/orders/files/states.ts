import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { BrakeProblem } from '../brakes/brake-problem.ts'
import { FileProblem } from './file-problem.ts'
import { fileBySha256 } from './files.ts'
import type { DeviceFile } from './schemas.ts'

/*
 * The life of a file. Its vendor begins by uploading it: it is in test, and goes to meters of the test group alone. After
 * the test environment another person approves it, and it is made available to orders, by the same person or a third, never
 * by its uploader. Withdrawing ends it from anywhere; what has failed once is uploaded anew, under another version.
 *
 *     upload → test → approved → available
 *                └───────┴───────────┴────→ withdrawn
 */

/** Says that a file has proved itself in test. Throws Problem, FileProblem, BrakeProblem. */
export function approveFile(
  db: Kysely<Tables>,
  sha256: string,
  by: string,
  now: number,
): Promise<DeviceFile> {
  return move(db, sha256, by, 'approve', async () => {
    const { numUpdatedRows } = await db
      .updateTable('device_file')
      .set({ state: 'approved', approved_at: new Date(now), approved_by: by })
      .where('sha256', '=', sha256)
      .where('state', '=', 'test')
      .where('uploaded_by', '<>', by)
      .executeTakeFirst()
    return numUpdatedRows
  })
}

/** Puts an approved file at the disposal of orders. Throws Problem, FileProblem, BrakeProblem. */
export function releaseFile(
  db: Kysely<Tables>,
  sha256: string,
  by: string,
  now: number,
): Promise<DeviceFile> {
  return move(db, sha256, by, 'make available', async () => {
    const { numUpdatedRows } = await db
      .updateTable('device_file')
      .set({ state: 'available', available_at: new Date(now), available_by: by })
      .where('sha256', '=', sha256)
      .where('state', '=', 'approved')
      .where('uploaded_by', '<>', by)
      .executeTakeFirst()
    return numUpdatedRows
  })
}

/** Ends the use of a file. Throws Problem. */
export async function withdrawFile(
  db: Kysely<Tables>,
  sha256: string,
  { by, reason }: { readonly by: string; readonly reason: string },
  now: number,
): Promise<DeviceFile> {
  await db
    .updateTable('device_file')
    .set({ state: 'withdrawn', withdrawn_at: new Date(now), withdrawn_by: by, reason })
    .where('sha256', '=', sha256)
    .where('state', '<>', 'withdrawn')
    .execute()
  return await knownFile(db, sha256)
}

/** A file; a vendor's own where `vendor` is given. Throws Problem. */
export async function knownFile(db: Kysely<Tables>, sha256: string, vendor?: string): Promise<DeviceFile> {
  const file = await fileBySha256(db, sha256, vendor)
  if (file === undefined) throw new Problem('not-found', `there is no file ${sha256}`)
  return file
}

async function move(
  db: Kysely<Tables>,
  sha256: string,
  by: string,
  what: string,
  change: () => Promise<bigint>,
): Promise<DeviceFile> {
  const changed = await change()
  const file = await knownFile(db, sha256)
  if (changed === 1n) return file
  if (file.uploadedBy === by) {
    throw new BrakeProblem('same-person', `${by} uploaded this file; to ${what} it takes another person`)
  }
  throw new FileProblem('file-state', `this file is ${file.state}; one cannot ${what} it now`)
}
