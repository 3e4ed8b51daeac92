import { mkdir } from 'node:fs/promises'
import type { Registry } from 'prom-client'
import { BackupKeeper, type BackupOptions, endReserve } from './backup/keeper.ts'
import { countConflicts } from './database/conflict.ts'
import { DatabaseError } from './database/errors.ts'
import { openStore, type Store } from './database/store.ts'
import type { Feature } from './feature.ts'
import { type Kit, type KitTables, openKit } from './kit.ts'
import { allMigrations, kitFeatures } from './kit-features.ts'
import { createLog, type Logger } from './log.ts'
import { type FirstSignIn, makeFirstAdministrator } from './people/first-administrator.ts'
import { createApp } from './server/app.ts'
import {
  checkAddress,
  checkBinding,
  checkProxies,
  isLoopback,
  listen,
  readTlsFiles,
  type TlsFiles,
} from './server/listen.ts'
import { openMetrics } from './server/metrics.ts'
import type { ApiInfo } from './server/openapi.ts'
import { StartError } from './start-error.ts'

/** What the operator of a service chooses. */
export interface RunOptions {
  /** Data folder, made if missing: the store and the first sign-in. */
  readonly data: string
  /** `postgres://…` of a server to use instead of our own. */
  readonly database?: string
  /** Where backups of the data folder are kept while the service runs; not with `database`. */
  readonly backups?: BackupOptions
  /** Default 127.0.0.1. Another address needs `tls`, or `insecureHttp`. */
  readonly host?: string
  /** Default 8080; 0 lets the system choose. */
  readonly port?: number
  /** PEM files of certificate and key. */
  readonly tls?: TlsFiles
  /** Plain HTTP on an address that other machines can reach, on purpose. */
  readonly insecureHttp?: boolean
  /** Proxies in front, separated by commas, trusted to tell client address and TLS. */
  readonly trustProxy?: string
  /** Folder of the built console; without it the REST interface is served alone. */
  readonly console?: string
  /** Text of an administrator token for programs; default `FERRARIS_API_TOKEN`. */
  readonly apiToken?: string
  /** Default: lines for people on a terminal, else JSON, on standard error. */
  readonly log?: Logger
  /** Default: the machine's clock. */
  readonly clock?: Clock
}

/** Epoch milliseconds. */
export interface Clock {
  now(): number
}

/** What a service is. */
export interface ServiceOptions<P> extends RunOptions {
  /** By which PostgreSQL lists its connections, and the audit log tells what it does of its own. */
  readonly name: string
  readonly api: ApiInfo
  /** The page of the console that is its own; default `index.html`. */
  readonly page?: string
  readonly features: readonly Feature<P>[]
}

/** What parts are made from, before the service answers. */
export interface Opening extends Kit {
  readonly store: Store<KitTables>
  readonly clock: Clock
  readonly log: Logger
  readonly metrics: Registry
  /** What closes a part; called in reverse, after the HTTP side is closed. */
  onClose(close: () => Promise<void>): void
}

/** Makes the parts that features need besides the kit. */
export type Open<P> = (opening: Opening) => Promise<P>

/** A service that runs. */
export interface Service<P> {
  /** Where console and REST interface are. */
  readonly url: string
  readonly parts: P
  /** The account that this start made, on the first start only. */
  readonly firstSignIn: FirstSignIn | null
  /** Ends what features do, closes the HTTP side and the parts, stops PostgreSQL. */
  close(): Promise<void>
}

/**
 * Starts store, people, parts, HTTP side and features, and stops what has started when one of them cannot. Throws
 * StartError or DatabaseError, each with what to try.
 */
export function startService(options: ServiceOptions<Kit>): Promise<Service<Kit>>
export function startService<P extends Kit>(
  options: ServiceOptions<P> & { readonly open: Open<P> },
): Promise<Service<P>>
export async function startService(
  options: ServiceOptions<Kit> & { readonly open?: Open<Kit> },
): Promise<Service<Kit>> {
  const { features, host = '127.0.0.1', port = 8080, insecureHttp = false } = options
  const { log = createLog(), apiToken = process.env.FERRARIS_API_TOKEN } = options
  const binding = { host, port, tls: options.tls !== undefined, insecureHttp }
  checkBinding(binding)
  checkToken(apiToken)
  checkBackups(options)
  if (options.trustProxy !== undefined) checkProxies(options.trustProxy)
  const tls = options.tls && (await readTlsFiles(options.tls))
  await checkAddress(binding)

  const closers: (() => Promise<void>)[] = []
  let closing: Promise<void> | undefined
  const close = (): Promise<void> => {
    closing ??= runBackwards(closers)
    return closing
  }
  try {
    const opening = await openParts(options, log, closers)
    const firstSignIn = await admitFirst(opening, options.data, apiToken)
    await keepBackups(options, opening, closers)
    const parts = (await options.open?.(opening)) ?? opening
    const { metrics } = opening
    for (const feature of [...kitFeatures, ...features]) feature.metrics?.(metrics, parts)
    const app = await createApp(features, parts, {
      api: options.api,
      log,
      ...(tls && { tls }),
      ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
      ...(options.console !== undefined && { console: options.console }),
      ...(options.page !== undefined && { page: options.page }),
      metrics,
      publicMetrics: isLoopback(host),
    })
    closers.push(() => app.close())
    const url = await listen(app, binding)
    // Last to start and first to stop: features act only in a service that is whole.
    for (const { name: feature, start } of features) {
      const onTrouble = (error: Error): void =>
        log.error({ err: error, feature }, 'a feature could not do what is due; it tries again')
      if (start !== undefined) closers.push(start(parts, onTrouble))
    }
    return { url, parts, firstSignIn, close }
  } catch (error) {
    await close()
    throw error
  }
}

async function openParts(
  { name, features, data, database, clock = Date }: ServiceOptions<Kit>,
  log: Logger,
  closers: (() => Promise<void>)[],
): Promise<Opening> {
  const store = await openStore<KitTables>({
    name,
    data,
    ...(database !== undefined && { database }),
    migrations: allMigrations(features),
    notes: { info: text => log.info(text), error: text => log.error(text) },
  })
  closers.push(() => store.close())
  await makeFolder(data)
  const metrics = openMetrics()
  countConflicts(metrics, store.pool)
  return {
    ...openKit(store, () => clock.now(), name),
    store,
    clock,
    log,
    metrics,
    onClose: closer => closers.push(closer),
  }
}

/** The environment's token is what the environment says now; without any account the first one is made. */
async function admitFirst(
  { people, audit }: Kit,
  data: string,
  apiToken: string | undefined,
): Promise<FirstSignIn | null> {
  await people.tokens.followEnvironment(apiToken)
  const firstSignIn = await makeFirstAdministrator(people.accounts, data)
  if (firstSignIn !== null) await audit.appendOwn('user.created', firstSignIn.username)
  return firstSignIn
}

/** What was started last is closed first. */
async function runBackwards(closers: (() => Promise<void>)[]): Promise<void> {
  for (const closer of closers.reverse()) await closer()
}

/** What is not visible ASCII, or has a space, cannot stand in an Authorization header. */
function checkToken(token: string | undefined): void {
  if (!token || /^[\x21-\x7e]+$/.test(token)) return
  throw new StartError('api-token-unusable', 'FERRARIS_API_TOKEN has a character that no header can carry')
}

/** A server of the operator's has backups of its own, which also know of its standbys. */
function checkBackups({ backups, database }: RunOptions): void {
  if (backups === undefined || database === undefined) return
  throw new StartError('backups-elsewhere', 'Backups were asked for beside a database elsewhere')
}

/** Ended when all that closes has been stored. */
async function keepBackups(
  { data, backups }: RunOptions,
  { store, log, clock }: Opening,
  closers: (() => Promise<void>)[],
): Promise<void> {
  await store.kysely.deleteFrom('backup_reach').execute()
  if (store.server === undefined) return
  if (backups === undefined) return await endReserve(store.pool)
  const { pool, server } = store
  const keeper = new BackupKeeper({ ...backups, pool, cluster: server.cluster, data, now: () => clock.now() })
  closers.push(
    keeper.start(error => log.error({ err: error }, 'a round of backups failed; the next one tries again')),
  )
}

/** With a database elsewhere the folder does not exist yet. */
async function makeFolder(data: string): Promise<void> {
  try {
    await mkdir(data, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new DatabaseError(
      'data-folder-not-writable',
      `the data folder ${data} cannot be made`,
      'give --data a folder that this user may write',
      error,
    )
  }
}
