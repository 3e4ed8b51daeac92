import pg from 'pg'
import { type Address, type Connections, connect } from './connection.ts'
import { DatabaseError, isUnavailable } from './errors.ts'
import { migrate } from './migrate.ts'
import { type EmbeddedServer, type ServerNotes, startServer } from './postgres/server.ts'

/** The store of a service with tables `T`: connections to a PostgreSQL with an up-to-date schema. */
export interface Store<T> extends Connections<T> {
  /** The server we started; undefined when `--database` named one. */
  readonly server: EmbeddedServer | undefined
  close(): Promise<void>
}

export interface StoreOptions {
  /** Data folder, made if missing. */
  readonly data: string
  /** `postgres://…` of a server to use instead of our own. */
  readonly database?: string | undefined
  /** Folders of the migrations. */
  readonly migrations: readonly URL[]
  /** Of the service, by which PostgreSQL lists its connections. */
  readonly name: string
  readonly notes?: ServerNotes | undefined
}

/** Opens the store: starts PostgreSQL in the data folder, or uses the one named. Throws {@link DatabaseError}. */
export async function openStore<T>(options: StoreOptions): Promise<Store<T>> {
  const { data, database, notes = silent } = options
  if (database === undefined) {
    const server = await startServer(data, notes)
    return openAt(server.address, server, options)
  }
  await tryUrl(database)
  return openAt({ connectionString: database }, undefined, options)
}

async function openAt<T>(
  address: Address,
  server: EmbeddedServer | undefined,
  { name, migrations, notes = silent }: StoreOptions,
): Promise<Store<T>> {
  const connections = connect<T>(address, name, error =>
    notes.error(`connection to PostgreSQL lost: ${error.message}`),
  )
  const close = async () => {
    await connections.kysely.destroy()
    await server?.stop()
  }
  try {
    await migrate(connections.kysely, migrations)
  } catch (error) {
    await close()
    throw error
  }
  return { ...connections, server, close }
}

const silent: ServerNotes = { info() {}, error() {} }

/** One connection before anything else, so that a wrong URL is told as such. The password is never repeated. */
async function tryUrl(database: string): Promise<void> {
  let place: string
  try {
    const url = new URL(database)
    if (!/^postgres(ql)?:$/.test(url.protocol)) throw new TypeError(`protocol ${url.protocol}`)
    place = `${url.host}${url.pathname}`
  } catch (error) {
    throw new DatabaseError(
      'url-refused',
      '--database is not a PostgreSQL URL',
      'write postgres://user:password@host:5432/database',
      error,
    )
  }
  const client = new pg.Client({ connectionString: database, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<{ version: number }>(
      `select current_setting('server_version_num')::int as version`,
    )
    if (rows.some(({ version }) => version < 150_000)) {
      throw new DatabaseError(
        'url-refused',
        `PostgreSQL at ${place} is older than 15`,
        'use PostgreSQL 15 or newer',
      )
    }
  } catch (error) {
    if (error instanceof DatabaseError) throw error
    const { code, message } = error as { code?: string; message: string }
    const why = code === 'ECONNREFUSED' ? 'nothing listens there' : message
    throw new DatabaseError(
      'url-refused',
      `PostgreSQL at ${place} refuses the connection: ${why}`,
      hintFor(code, error),
      error,
    )
  } finally {
    await client.end().catch(() => {})
  }
}

function hintFor(code: string | undefined, error: unknown): string {
  if (code === '28P01' || code === '28000') return 'check user and password in --database'
  if (code === '3D000') return 'create the database first (createdb)'
  if (code === 'ENOTFOUND') return 'check the host name in --database'
  return isUnavailable(error) ? 'check host and port, and that the server runs' : 'check --database'
}
