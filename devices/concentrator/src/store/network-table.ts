import type { Database } from './database.ts'

/** A link between two stations, by the text of their addresses: how often it was tried and failed, fading, as of `at`. */
export interface StoredLink {
  readonly ends: readonly [string, string]
  readonly tried: number
  readonly lost: number
  readonly at: number
  readonly snr?: number
  readonly signal?: number
}

/** A route to a meter from an instant on. */
export interface StoredRoute {
  readonly aca: string
  readonly at: number
  /** Stations on the way, the meter last. */
  readonly route: readonly string[]
}

/** Links between stations, and the routes that were used over them, with their history. */
export class NetworkTable {
  readonly #links
  readonly #putLink
  readonly #routes
  readonly #putRoute
  readonly #history
  readonly #prune

  constructor(database: Database) {
    this.#links = database.prepare<{
      one: string
      other: string
      tried: number
      lost: number
      at: number
      snr: number | null
      signal: number | null
    }>('SELECT * FROM link')
    this.#putLink = database.prepare('INSERT OR REPLACE INTO link VALUES (?, ?, ?, ?, ?, ?, ?)')
    this.#routes = database.prepare<{ aca: string; at: number; route: string }>(
      'SELECT aca, max(at) AS at, route FROM route GROUP BY aca',
    )
    this.#putRoute = database.prepare('INSERT OR REPLACE INTO route VALUES (?, ?, ?)')
    this.#history = database.prepare<{ aca: string; at: number; route: string }>(
      'SELECT aca, at, route FROM route WHERE aca = ? ORDER BY at',
    )
    this.#prune = database.prepare(
      'DELETE FROM route WHERE at < ? AND at < (SELECT max(at) FROM route AS later WHERE later.aca = route.aca)',
    )
  }

  links(): StoredLink[] {
    return this.#links.all().map(({ one, other, snr, signal, ...counts }) => ({
      ...counts,
      ends: [one, other],
      snr: snr ?? undefined,
      signal: signal ?? undefined,
    }))
  }

  putLink({ ends: [one, other], tried, lost, at, snr, signal }: StoredLink): void {
    this.#putLink.run(one, other, tried, lost, Math.floor(at), snr ?? null, signal ?? null)
  }

  /** The last route of each meter. */
  routes(): StoredRoute[] {
    return this.#routes.all().map(asChange)
  }

  putRoute({ aca, at, route }: StoredRoute): void {
    this.#putRoute.run(aca, Math.floor(at), route.join())
  }

  /** All the routes of a meter that are remembered, oldest first. */
  history(aca: string): StoredRoute[] {
    return this.#history.all(aca).map(asChange)
  }

  /** Drops routes of before an instant, the last of each meter excepted. */
  prune(before: number): void {
    this.#prune.run(Math.floor(before))
  }
}

function asChange({ aca, at, route }: { aca: string; at: number; route: string }): StoredRoute {
  return {
    aca,
    at,
    route: route.split(','),
  }
}
