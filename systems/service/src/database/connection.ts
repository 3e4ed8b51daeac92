import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { untilNoConflict } from './conflict.ts'
import { isConflict, isUnavailable, StoreUnavailable } from './errors.ts'
import { isWithinTransaction } from './request-transaction.ts'

/** Where PostgreSQL listens. */
export type Address =
  | { readonly connectionString: string }
  | { readonly host: string; readonly port: number; readonly password?: string }

const oid = { int8: 20, date: 1082, dateArray: 1182, int8Array: 1016 } as const

/**
 * bigint as number (ids and watt-hours stay below 2^53) and days as text: a `Date` would move a calendar day with
 * the server's time zone.
 */
const types: pg.CustomTypesConfig = {
  getTypeParser: (id: number, format?: 'text' | 'binary') => {
    if (id === oid.int8) return Number
    if (id === oid.date) return (text: string) => text
    if (id === oid.int8Array)
      return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(',').map(Number))
    if (id === oid.dateArray) return (text: string) => (text === '{}' ? [] : text.slice(1, -1).split(','))
    return pg.types.getTypeParser(id, format as 'text')
  },
}

/**
 * The connections of one service: `pool` for plain SQL on the hot paths, `kysely` over the same pool for the rest.
 * A server that goes away fails queries with {@link StoreUnavailable}; the pool connects again when it is back.
 */
export interface Connections<T> {
  readonly pool: pg.Pool
  readonly kysely: Kysely<T>
}

/**
 * How long a connection stays open that nothing uses, milliseconds. Eight new ones and what each must read first of the schema take
 * longer than all that an overview asks, which comes every half minute.
 */
const idleTimeoutMillis = 5 * 60_000

/** `name` is that by which PostgreSQL lists the connections. */
export function connect<T>(
  address: Address,
  name: string,
  onIdleError: (error: Error) => void,
): Connections<T> {
  const pool = new pg.Pool({
    ...('host' in address ? { ...address, user: 'ferraris', database: 'ferraris' } : address),
    max: 8,
    connectionTimeoutMillis: 10_000,
    idleTimeoutMillis,
    application_name: `ferraris ${name}`,
    types,
  })
  // Without a listener, a server that closes an idle connection ends our process.
  pool.on('error', onIdleError)
  // A connection lost while it is checked out fails its query, which says it; the event must not end the process.
  pool.on('connect', client => client.on('error', () => {}))
  const dialect = new PostgresDialect({ pool })
  return { pool, kysely: new Kysely<T>({ dialect }) }
}

/**
 * Runs `work` in a transaction on one connection, and again from its beginning where another was in its way: it must change nothing but
 * the store. Within a request it is a part of the request's transaction. Throws {@link StoreUnavailable} if the server goes away.
 */
export async function transaction<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const once = () => transactionOnce(pool, work)
  // A part cannot be done again alone: what is in its way may wait for the rest.
  return await (isWithinTransaction() ? once() : untilNoConflict(pool, once))
}

async function transactionOnce<T>(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  let client: pg.PoolClient | undefined
  try {
    client = await pool.connect()
    await client.query('begin')
    const result = await work(client)
    await client.query('commit')
    client.release()
    return result
  } catch (error) {
    if (isUnavailable(error) && !isConflict(error)) {
      client?.release(true)
      throw new StoreUnavailable(error)
    }
    const rolledBack = await client?.query('rollback').then(
      () => true,
      () => false,
    )
    client?.release(rolledBack !== true)
    throw error
  }
}
