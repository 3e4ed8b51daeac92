import type { Database } from './database.ts'

/** Images of firmware, as far as their octets have come: from the first one on, without gaps. */
export class ImageTable {
  readonly #database: Database
  readonly #size
  readonly #parts
  readonly #put
  readonly #drop
  readonly #all

  constructor(database: Database) {
    this.#database = database
    this.#size = database.prepare<{ size: number; here: number }>(
      `SELECT max(size) AS size, sum(length(octets)) AS here FROM image_part WHERE sha256 = ?
       HAVING count(*) > 0`,
    )
    this.#parts = database.prepare<{ octets: Uint8Array }>(
      'SELECT octets FROM image_part WHERE sha256 = ? ORDER BY start',
    )
    this.#put = database.prepare('INSERT INTO image_part (sha256, start, size, octets) VALUES (?, ?, ?, ?)')
    this.#drop = database.prepare('DELETE FROM image_part WHERE sha256 = ?')
    this.#all = database.prepare<{ sha256: string }>('SELECT DISTINCT sha256 FROM image_part')
  }

  /** How many octets an image has, and how many of them are here; undefined before the first part. */
  extent(sha256: string): { readonly size: number; readonly here: number } | undefined {
    return this.#size.get(sha256)
  }

  /** What is here of an image. */
  octets(sha256: string): Uint8Array {
    return Buffer.concat(this.#parts.all(sha256).map(({ octets }) => octets))
  }

  /** Puts a part behind those that are here; one that does not belong there is dropped. */
  append(sha256: string, size: number, start: number, octets: Uint8Array): void {
    this.#database.transaction(() => {
      const known = this.extent(sha256) ?? { size, here: 0 }
      const fits = start === known.here && size === known.size && start + octets.length <= size
      if (fits && octets.length > 0) this.#put.run(sha256, start, size, octets)
    })
  }

  drop(sha256: string): void {
    this.#drop.run(sha256)
  }

  /** The images of which something is here. */
  all(): string[] {
    return this.#all.all().map(({ sha256 }) => sha256)
  }
}
