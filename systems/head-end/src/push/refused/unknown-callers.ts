import type { Pool } from 'pg'
import { Gathered, unlessUnavailable } from './gathered.ts'
import { strangerText } from './stranger-text.ts'

/** A meter that called or pushed and is not in the inventory. What is not told of it stays as it was. */
export interface UnknownCaller {
  /** In hex; of one that tells none, its logical device name. */
  readonly systemTitle: string
  readonly deviceName?: string | undefined
  readonly serial?: string | undefined
  readonly model?: string | undefined
  readonly from: string
  readonly isConnected: boolean
}

interface Counted extends UnknownCaller {
  readonly calls: number
}

/** Unknown callers that are kept; those heard least lately give way. */
export const mostUnknownCallers = 10_000
const mostWaiting = 1_000

/** Gathers unknown callers, and keeps them now and then. */
export class UnknownCallers {
  readonly #pool: Pool
  readonly #gathered: Gathered<Counted>

  constructor(pool: Pool, now: () => number) {
    this.#pool = pool
    this.#gathered = new Gathered({ most: mostWaiting, merged, store: all => store(pool, all, now()) })
  }

  add(caller: UnknownCaller): void {
    const text = (given: string | undefined) => (given === undefined ? undefined : strangerText(given))
    const systemTitle = strangerText(caller.systemTitle)
    const names = {
      systemTitle,
      deviceName: text(caller.deviceName),
      serial: text(caller.serial),
      model: text(caller.model),
    }
    this.#gathered.add(systemTitle, { ...caller, ...names, calls: 1 })
  }

  /** It has hung up. */
  async left(systemTitle: string): Promise<void> {
    const title = strangerText(systemTitle)
    await this.keep()
    this.#gathered.change(title, caller => ({ ...caller, isConnected: false }))
    await this.#pool.query('update unknown_caller set is_connected = false where system_title = $1', [title])
  }

  async keep(): Promise<void> {
    await this.#gathered.keep().catch(unlessUnavailable)
  }
}

function merged(known: Counted, later: Counted): Counted {
  return {
    ...later,
    deviceName: later.deviceName ?? known.deviceName,
    serial: later.serial ?? known.serial,
    model: later.model ?? known.model,
    isConnected: later.isConnected || known.isConnected,
    calls: known.calls + later.calls,
  }
}

async function store(pool: Pool, callers: readonly Counted[], now: number): Promise<void> {
  const column = <T>(of: (caller: UnknownCaller) => T): T[] => callers.map(of)
  await pool.query(
    `insert into unknown_caller as u (system_title, device_name, serial, model, from_address, is_connected,
       calls, first_heard, last_heard)
     select *, $8, $8 from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[], $7::bigint[])
     order by 1
     on conflict (system_title) do update
     set device_name = coalesce(excluded.device_name, u.device_name), serial = coalesce(excluded.serial, u.serial),
       model = coalesce(excluded.model, u.model), from_address = excluded.from_address,
       is_connected = excluded.is_connected, calls = u.calls + excluded.calls, last_heard = excluded.last_heard`,
    [
      column(({ systemTitle }) => systemTitle),
      column(({ deviceName }) => deviceName ?? null),
      column(({ serial }) => serial ?? null),
      column(({ model }) => model ?? null),
      column(({ from }) => from),
      column(({ isConnected }) => isConnected),
      callers.map(({ calls }) => calls),
      new Date(now),
    ],
  )
  await pool.query(
    `delete from unknown_caller where system_title in (
       select system_title from unknown_caller order by last_heard desc, system_title offset ${mostUnknownCallers})`,
  )
}
