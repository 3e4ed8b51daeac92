import { AsyncLocalStorage } from 'node:async_hooks'
import type pg from 'pg'
import { untilNoConflict } from './conflict.ts'
import { isConflict } from './errors.ts'

/**
 * What one request changes, in one transaction that ends with the request's entry in the audit log: either both are in the
 * store, or none. Whatever the request's handler asks of a pool made by {@link joinable} joins in, however deep it is called;
 * transactions of its own become savepoints. It begins with the first statement that may change something, so that a
 * request that only looks things up, or thinks for long before it changes them, holds no connection.
 */
export class RequestTransaction {
  readonly #pool: pg.Pool
  #client: Promise<pg.PoolClient> | undefined
  #ended = false
  #conflict: unknown
  #savepoints = 0
  readonly #after: (() => Promise<void>)[] = []

  constructor(pool: pg.Pool) {
    this.#pool = pool
  }

  /** Runs work whose statements join in. */
  run<T>(work: () => T): T {
    return current.run(this, work)
  }

  /** Throws what the database has ended it with, also where the work has caught it: then half of it is missing. */
  throwConflict(): void {
    if (this.#conflict !== undefined) throw this.#conflict
  }

  /** Commits, and gives what was left for afterwards. */
  async commit(): Promise<readonly (() => Promise<void>)[]> {
    this.throwConflict()
    await this.#end('commit')
    return this.#after
  }

  /** Undoes what was done. Harmless when it has ended. */
  async rollback(): Promise<void> {
    await this.#end('rollback').catch(() => {})
  }

  /** @internal */
  get hasEnded(): boolean {
    return this.#ended
  }

  /** @internal */
  leaveForAfter(work: () => Promise<void>): void {
    this.#after.push(work)
  }

  /** @internal A statement of the request. */
  async query(statement: string | { readonly text: string }, values?: unknown[]): Promise<unknown> {
    // Work that outlives its request must say so, or it would write on a connection that serves another.
    if (this.#ended) throw new Error('a statement comes after the end of its request')
    const text = typeof statement === 'string' ? statement : statement.text
    if (this.#client === undefined && onlyReads.test(text))
      return await current.exit(() => ask(this.#pool, statement, values))
    this.#client ??= this.#begin()
    const client = await this.#client
    const verb = text.trim().toLowerCase()
    if (/^(begin|start transaction)\b/.test(verb))
      return await client.query(`savepoint s${++this.#savepoints}`)
    if (verb === 'commit') return await client.query(`release savepoint s${this.#savepoints--}`)
    if (verb === 'rollback') return await client.query(`rollback to savepoint s${this.#savepoints--}`)
    try {
      return await ask(client, statement, values)
    } catch (error) {
      if (isConflict(error)) this.#conflict = error
      throw error
    }
  }

  /** @internal A connection as `pool.connect` gives it, for work that wants one. */
  connection(): pg.PoolClient {
    const query = (statement: string | { readonly text: string }, values?: unknown[]) =>
      this.query(statement, values)
    return { query, release() {} } as unknown as pg.PoolClient
  }

  async #begin(): Promise<pg.PoolClient> {
    const client = await current.exit(() => this.#pool.connect())
    await client.query('begin')
    return client
  }

  async #end(how: 'commit' | 'rollback'): Promise<void> {
    if (this.#ended) return
    this.#ended = true
    const client = await this.#client
    if (client === undefined) return
    try {
      await client.query(how)
      client.release()
    } catch (error) {
      client.release(true)
      throw error
    }
  }
}

const current = new AsyncLocalStorage<RequestTransaction>()

/** Statements before which no transaction need begin: they lock and change nothing. */
const onlyReads = /^\s*select\b(?![\s\S]*\b(for (no key )?(update|share)|pg_advisory|nextval)\b)/i

function ask(
  place: pg.Pool | pg.PoolClient,
  statement: string | { readonly text: string },
  values: unknown[] | undefined,
): Promise<unknown> {
  return values === undefined
    ? (place.query as (statement: unknown) => Promise<unknown>).call(place, statement)
    : (place.query as (statement: unknown, values: unknown[]) => Promise<unknown>).call(
        place,
        statement,
        values,
      )
}

function transactionNow(): RequestTransaction | undefined {
  const transaction = current.getStore()
  return transaction?.hasEnded ? undefined : transaction
}

/** Whether what is asked of a pool made by {@link joinable} joins a transaction that is under way. */
export function isWithinTransaction(): boolean {
  return transactionNow() !== undefined
}

/** The same pool, but what is asked of it within a request joins the request's transaction. */
export function joinable(pool: pg.Pool): pg.Pool {
  return Object.create(pool, {
    connect: { value: async () => transactionNow()?.connection() ?? pool.connect() },
    query: {
      value: (statement: string, values?: unknown[]) =>
        transactionNow()?.query(statement, values) ?? ask(pool, statement, values),
    },
  })
}

/**
 * Does what others must not hear of before it is committed: at once outside of a request, else when the request's
 * transaction is.
 */
export async function afterCommit(work: () => Promise<void>): Promise<void> {
  const transaction = transactionNow()
  if (transaction === undefined) await work()
  else transaction.leaveForAfter(work)
}

/** Does what is not the request's own, although a request gave the occasion. */
export function apartFromRequest<T>(work: () => T): T {
  return current.exit(work)
}

/**
 * Does work in one transaction, as that of a request is: whatever it asks of a pool made by {@link joinable} joins in. Where another was
 * in its way it is done again from its beginning: it must change nothing but the store. What was left for after the commit is done
 * then; should that fail, the commit stands and `onTrouble` is told.
 */
export async function jointly<T>(
  pool: pg.Pool,
  work: () => Promise<T>,
  onTrouble: (error: Error) => void,
): Promise<T> {
  const { result, after } = await untilNoConflict(pool, () => jointlyOnce(pool, work))
  for (const later of after) await later().catch(onTrouble)
  return result
}

async function jointlyOnce<T>(pool: pg.Pool, work: () => Promise<T>) {
  const transaction = new RequestTransaction(pool)
  try {
    const result = await transaction.run(work)
    return { result, after: await transaction.commit() }
  } finally {
    await transaction.rollback()
  }
}
