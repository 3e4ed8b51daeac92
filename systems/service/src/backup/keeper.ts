import type { Pool, PoolClient } from 'pg'
import { BackupFolder, type Base } from './backup-folder.ts'
import { takeBase } from './take-base.ts'
import { WalShipper } from './wal-shipper.ts'

/** Where a service keeps its backups, and how often. */
export interface BackupOptions {
  /** On another disk than the data folder. */
  readonly folder: string
  /** Milliseconds between two rounds: no more than this is lost with the machine. Default a minute. */
  readonly everyMs?: number
  /** Milliseconds between two bases. Default a day. */
  readonly baseEveryMs?: number
  /** How many bases are kept. Default 7. */
  readonly keep?: number
}

interface KeeperTerms extends BackupOptions {
  readonly pool: Pool
  readonly cluster: string
  readonly data: string
  readonly now: () => number
}

/** The replication slot by which the server keeps log for the folder. */
const slot = 'ferraris_backups'

/**
 * Keeps a folder of backups up to date while the service runs: log in each round, a base each day, and a base at once where log
 * was lost in between (the folder was away for longer than the server could keep it).
 */
export class BackupKeeper {
  readonly #terms: KeeperTerms
  #opened: { readonly folder: BackupFolder; readonly shipper: WalShipper } | undefined
  #round: Promise<void> = Promise.resolve()

  constructor(terms: KeeperTerms) {
    this.#terms = terms
  }

  async bases(): Promise<Base[]> {
    return (await this.#opened?.folder.bases()) ?? []
  }

  /** Rounds from now on; gives what ends them. */
  start(onTrouble: (error: Error) => void): () => Promise<void> {
    const { everyMs = 60_000 } = this.#terms
    let isOver = false
    const round = async () => {
      try {
        await this.#keep()
      } catch (error) {
        onTrouble(error as Error)
        await this.#tell({ failure: (error as Error).message }).catch(() => {})
      }
    }
    const begin = () => {
      if (!isOver) this.#round = this.#round.then(round)
    }
    begin()
    const timer = setInterval(begin, everyMs)
    return async () => {
      clearInterval(timer)
      isOver = true
      // What was committed since the last round comes, too.
      this.#round = this.#round.then(round)
      await this.#round
    }
  }

  async #keep(): Promise<void> {
    const { pool, now, baseEveryMs = 86_400_000, keep = 7 } = this.#terms
    const client = await pool.connect()
    try {
      const { folder, shipper } = await this.#open(client)
      await shipper.reserve(client, { temporary: false })
      const continues = await shipper.continues(client)
      if (continues) await shipper.ship(client, now())
      const last = (await folder.bases()).at(-1)
      if (!continues || last === undefined || now() - last.finishedAt >= baseEveryMs) {
        await takeBase(client, { ...this.#terms, folder, shipper })
        await folder.prune(keep)
      }
      await this.#tell({ reach: (await folder.reach())?.at })
      client.release()
    } catch (error) {
      // A base that was broken off ends with its session alone.
      client.release(true)
      throw error
    }
  }

  /** For the overview and the metrics. */
  async #tell({
    reach,
    failure = null,
  }: {
    reach?: number | undefined
    failure?: string | null
  }): Promise<void> {
    const { pool, now, folder } = this.#terms
    const at = reach === undefined ? null : new Date(reach)
    await pool.query(
      `insert into backup_reach (folder, since, reach, failure) values ($1, $2, $3, $4)
       on conflict (whole) do update set reach = coalesce(excluded.reach, backup_reach.reach), failure = excluded.failure`,
      [folder, new Date(now()), at, failure],
    )
  }

  async #open(client: PoolClient) {
    if (this.#opened !== undefined) return this.#opened
    const folder = await BackupFolder.forWriting(this.#terms.folder, await systemOf(client))
    await folder.clear()
    this.#opened = { folder, shipper: new WalShipper(this.#terms.cluster, folder, slot) }
    return this.#opened
  }
}

/** Of a service without backups: log that is not fetched must not fill its disk. */
export async function endReserve(pool: Pool): Promise<void> {
  await pool.query(
    'select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = $1 and not active',
    [slot],
  )
}

/** By which a cluster and its restored copies are told from others. */
export async function systemOf(client: Pick<PoolClient, 'query'>): Promise<string> {
  const { rows } = await client.query<{ system: string }>(
    'select system_identifier::text as system from pg_control_system()',
  )
  return rows[0]?.system ?? ''
}
