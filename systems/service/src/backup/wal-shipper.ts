import { constants as flags } from 'node:fs'
import { open, readdir, rm } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import type { ClientBase } from 'pg'
import type { BackupFolder } from './backup-folder.ts'
import { writeDurably } from './durable.ts'
import { historyName, positionOf, segmentAt } from './wal-position.ts'

/**
 * Brings the write-ahead log of a server into a folder of backups: whole segments packed, of the one that is being written what
 * has reached the disk. A replication slot keeps the server from reusing what has not been brought yet.
 */
export class WalShipper {
  readonly #cluster: string
  readonly #folder: BackupFolder
  readonly #slot: string
  /** Of the segment that is being written: how much of it is here. */
  #partial: { readonly segment: string; readonly octets: number } | undefined

  constructor(cluster: string, folder: BackupFolder, slot: string) {
    this.#cluster = cluster
    this.#folder = folder
    this.#slot = slot
  }

  /** Makes the slot where there is none, or the server could not keep what it stood for. `temporary` ends with the connection. */
  async reserve(client: ClientBase, { temporary }: { readonly temporary: boolean }): Promise<void> {
    const { rows } = await client.query<{ wal_status: string | null }>(
      'select wal_status from pg_replication_slots where slot_name = $1',
      [this.#slot],
    )
    const [slot] = rows
    if (slot !== undefined && slot.wal_status !== 'lost' && slot.wal_status !== 'unreserved') return
    if (slot !== undefined) await client.query('select pg_drop_replication_slot($1)', [this.#slot])
    await client.query('select pg_create_physical_replication_slot($1, true, $2)', [this.#slot, temporary])
  }

  /** Whether the log that is kept begins where that in the folder ends; else a new base is needed. */
  async continues(client: ClientBase): Promise<boolean> {
    const [{ from, timeline }, reach] = await Promise.all([this.#place(client), this.#folder.reach()])
    return reach !== undefined && reach.timeline === timeline && positionOf(reach.lsn) >= from
  }

  /** The segment from which on log is kept. */
  async segment(client: ClientBase): Promise<string> {
    const { from, timeline, segmentOctets } = await this.#place(client)
    return segmentAt(timeline, from, segmentOctets)
  }

  /** Brings what was committed until now. */
  async ship(client: ClientBase, now: number): Promise<void> {
    // A commit of this time lets a recovery stop at any instant before it.
    const { rows } = await client.query<{ lsn: string }>(
      `select pg_logical_emit_message(true, 'ferraris', 'backup') as lsn`,
    )
    const lsn = rows[0]?.lsn ?? ''
    const { from, flushed, timeline, segmentOctets } = await this.#place(client)
    const octets = BigInt(segmentOctets)
    for (let start = (from / octets) * octets; start < flushed; start += octets) {
      const segment = segmentAt(timeline, start, segmentOctets)
      if (start + octets <= flushed) await this.#bringWhole(segment)
      else await this.#bringPart(segment, Number(flushed - start))
    }
    await this.#bringHistories()
    await this.#folder.keepReach({ at: now, lsn, timeline })
    // No further than what has been brought: more may have been committed meanwhile, in a segment of its own.
    await client.query('select pg_replication_slot_advance($1, $2)', [this.#slot, lsn])
  }

  async #place(client: ClientBase) {
    const { rows } = await client.query<{ from: string; flushed: string; timeline: string; octets: string }>(
      `select restart_lsn as from, flushed, substr(pg_walfile_name(flushed), 1, 8) as timeline,
         pg_size_bytes(current_setting('wal_segment_size'))::text as octets
       from pg_replication_slots, pg_current_wal_flush_lsn() as flushed where slot_name = $1`,
      [this.#slot],
    )
    const [row] = rows
    if (row === undefined) throw new Error(`the replication slot ${this.#slot} is gone`)
    return {
      from: positionOf(row.from),
      flushed: positionOf(row.flushed),
      timeline: Number.parseInt(row.timeline, 16),
      segmentOctets: Number(row.octets),
    }
  }

  async #bringWhole(segment: string): Promise<void> {
    const handle = await open(path.join(this.#cluster, 'pg_wal', segment), 'r')
    try {
      await writeDurably(
        path.join(this.#folder.wal, `${segment}.gz`),
        await packed(await handle.readFile(), { level: constants.Z_BEST_SPEED }),
      )
    } finally {
      await handle.close()
    }
    await rm(path.join(this.#folder.wal, `${segment}.partial`), { force: true })
  }

  /**
   * What comes behind the end that the server has told is not valid yet. The file is never cut short: on a full disk what is there
   * stays there.
   */
  async #bringPart(segment: string, octets: number): Promise<void> {
    const source = await open(path.join(this.#cluster, 'pg_wal', segment), 'r')
    const target = await open(
      path.join(this.#folder.wal, `${segment}.partial`),
      flags.O_RDWR | flags.O_CREAT,
      0o600,
    )
    try {
      const { segment: known, octets: before } = this.#partial ?? { octets: 0 }
      const done = known === segment && (await target.stat()).size === before ? before : 0
      const { buffer, bytesRead } = await source.read(Buffer.alloc(octets - done), 0, octets - done, done)
      // The last octets that a disk has room for are written without an error.
      for (let at = 0; at < bytesRead; )
        at += (await target.write(buffer, at, bytesRead - at, done + at)).bytesWritten
      await target.sync()
    } finally {
      await source.close()
      await target.close()
    }
    this.#partial = { segment, octets }
  }

  /** Which timeline began where: a restored server begins one. */
  async #bringHistories(): Promise<void> {
    const there = new Set(await readdir(this.#folder.wal))
    for (const name of await readdir(path.join(this.#cluster, 'pg_wal'))) {
      if (!historyName.test(name) || there.has(name)) continue
      const handle = await open(path.join(this.#cluster, 'pg_wal', name), 'r')
      try {
        await writeDurably(path.join(this.#folder.wal, name), await handle.readFile())
      } finally {
        await handle.close()
      }
    }
  }
}

const packed = promisify<Buffer, { level: number }, Buffer>(gzip)
