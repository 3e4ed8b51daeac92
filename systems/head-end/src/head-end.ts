import { randomUUID } from 'node:crypto'
import { mkdir } from 'node:fs/promises'
import { AuditLog } from './audit/audit-log.ts'
import type { AuditEvent } from './audit/entry.ts'
import { Collector, type CollectorObserver } from './collection/collector.ts'
import { dueNow } from './collection/queries.ts'
import { ownSystemTitle } from './collection/system-title.ts'
import { Writer } from './collection/writer.ts'
import { DatabaseError } from './database/errors.ts'
import { openStore } from './database/store.ts'
import { type Enrolment, enrol } from './inventory/enrol.ts'
import { openKeyRing } from './inventory/key-ring.ts'
import {
  admitConcentrator,
  type ConcentratorEnrolment,
  isConcentrator,
} from './network/concentrators/concentrators.ts'
import {
  type AccessHandlers,
  type ConcentratorAccess,
  openAccess,
  openGate,
} from './network/uplink/concentrator-access.ts'
import { networkObserver } from './network/uplink/log-observer.ts'
import { Network } from './network/uplink/network.ts'
import { MeterReader } from './on-demand/meter-reader.ts'
import { type FirstSignIn, makeFirstAdministrator } from './people/first-administrator.ts'
import { openPeople } from './people/people.ts'
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
import { createLog, type Logger } from './server/log.ts'
import { Metrics } from './server/metrics.ts'
import { StartError } from './server/start-error.ts'
import type { Simulation } from './simulation/simulation.ts'
import { WorkOrders } from './work-orders/work-orders.ts'

export interface HeadEndOptions {
  /** Data folder, made if missing: store, key-encryption key, first sign-in. */
  readonly data: string
  /** `postgres://…` of a server to use instead of our own. */
  readonly database?: string
  /** Default 127.0.0.1. Another address needs `tls`, or `insecureHttp`. */
  readonly host?: string
  /** Default 8080; 0 lets the system choose. */
  readonly port?: number
  /** PEM files of certificate and key. */
  readonly tls?: TlsFiles
  /** Plain HTTP on an address that other machines can reach, on purpose. */
  readonly insecureHttp?: boolean
  /** Addresses of proxies before it, separated by commas: who asks and whether over TLS is what they say. */
  readonly trustProxy?: string
  /** Folder of the built console; without it the REST interface is served alone. */
  readonly console?: string
  /** Where concentrators call in; without it none can. */
  readonly concentrators?: ConcentratorAccess
  /** A district that is simulated beside this head-end, to be looked at and harmed through `/simulation`. */
  readonly simulation?: Simulation
  /** Text of an administrator token for programs; default `FERRARIS_API_TOKEN`. */
  readonly apiToken?: string
  /** IANA zone whose midnight divides the days of the overview; default Europe/Rome. */
  readonly timeZone?: string
  /** Default: lines for people on a terminal, else JSON, on standard error. */
  readonly log?: Logger
  /** Default: the machine's clock. */
  readonly clock?: { now(): number }
}

/** How long a stop waits for a store that is away, milliseconds. */
const patience = 10_000

/** A head-end that runs. */
export interface HeadEnd {
  /** Where console and REST interface are. */
  readonly url: string
  /** Port of our own broker, where concentrators call in. */
  readonly mqttPort: number | undefined
  /** Port of the interactive path. */
  readonly tunnelPort: number | undefined
  /** The account that this start made, on the first start only. */
  readonly firstSignIn: FirstSignIn | null
  /** Takes end devices into the inventory, due at once. Throws EnrolmentError. */
  enrol(devices: readonly Enrolment[]): Promise<{ readonly enrolled: number; readonly known: number }>
  /** Takes a concentrator into the inventory; one that is known takes the new credential. */
  admitConcentrator(enrolment: ConcentratorEnrolment, credential: string): Promise<void>
  /** Lets sessions end, stores what they brought, closes the HTTP side, stops PostgreSQL. */
  close(): Promise<void>
}

/**
 * Starts store, people, collector and HTTP side, and stops what has started when one of them cannot.
 * Throws StartError, DatabaseError or KeyError, each with what to try.
 */
export async function startHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  const { data, host = '127.0.0.1', port = 8080, insecureHttp = false, timeZone = 'Europe/Rome' } = options
  const { log = createLog(), clock = Date, apiToken = process.env.FERRARIS_API_TOKEN } = options
  const now = () => clock.now()
  const binding = { host, port, tls: options.tls !== undefined, insecureHttp }
  checkBinding(binding)
  checkToken(apiToken)
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
    const notes = { info: (text: string) => log.info(text), error: (text: string) => log.error(text) }
    const store = await openStore({ data, database: options.database, notes })
    closers.push(() => store.close())
    const { kysely: db, pool } = store
    await makeFolder(data)
    const ring = await openKeyRing(data)

    const people = openPeople({ db, now })
    const audit = new AuditLog(db, now)
    await people.tokens.followEnvironment(apiToken)
    const firstSignIn = await makeFirstAdministrator(people.accounts, data)
    if (firstSignIn !== null) await audit.append(ownEvent('user.created', firstSignIn.username))

    const metrics: Metrics = new Metrics({
      activeSessions: () => collector.activity().activeSessions,
      dueNow: () => dueNow(db, now()),
    })
    const writer = await Writer.open(pool, {
      onCommit: ({ intervals, seconds }) => metrics.committed(intervals, seconds),
      onState: (state, error) => logStoreState(log, state, error),
    })
    closers.push(() => closeWriter(writer))
    const systemTitle = await ownSystemTitle(db)
    const collector = new Collector({
      store,
      ring,
      writer,
      clock,
      systemTitle,
      // Our own PostgreSQL serves one head-end only.
      alone: store.server !== undefined,
      observer: observerOf(metrics, log),
    })
    const access = options.concentrators ?? {}
    const authenticate: AccessHandlers['authenticate'] = (id, proof) => isConcentrator(db, id, proof)
    const gate = await openGate(access, { authenticate })
    closers.push(async () => gate?.close())
    const network = new Network({ db, pool, ring, writer, now, observer: networkObserver(metrics, log) })
    const services = {
      db,
      now,
      pool,
      timeZone,
      people,
      audit,
      network,
      simulation: options.simulation,
      workOrders: new WorkOrders({ db, ring, writer, now }),
      activity: () => collector.activity(),
      enrol: async (devices: readonly Enrolment[]) => {
        const outcome = await enrol(pool, ring, devices, now())
        await network.enrolled(devices)
        return outcome
      },
      onDemand: new MeterReader({
        db,
        now,
        pool,
        ring,
        writer,
        systemTitle,
        gate,
        owner: randomUUID(),
      }),
    }
    const app = await createApp(services, {
      log,
      ...(tls && { tls }),
      ...(options.trustProxy !== undefined && { trustProxy: options.trustProxy }),
      ...(options.console !== undefined && { console: options.console }),
      metrics: metrics.registry,
      publicMetrics: isLoopback(host),
    })
    closers.push(() => app.close())
    const url = await listen(app, binding)
    const link = await openAccess(access, {
      authenticate,
      onMessage: (concentrator, message) => network.take(concentrator, message),
      onRefused: (from, error) =>
        log.warn({ from, err: error }, 'a message of a concentrator cannot be read'),
      onState: (state, error) => logBrokerState(log, state, error),
    })
    closers.push(() => link.close())
    network.start(link)
    closers.push(() => network.stop())
    // Last to start and first to stop: meters are called only by a head-end that is whole.
    collector.start()
    closers.push(() => collector.stop())
    return {
      url,
      mqttPort: link.mqttPort,
      tunnelPort: gate?.port,
      firstSignIn,
      close,
      enrol: async devices => {
        const outcome = await services.enrol(devices)
        await audit.append(ownEvent('end-devices.enrolled', null, outcome))
        return outcome
      },
      admitConcentrator: (enrolment, credential) => admitConcentrator(db, enrolment, credential, now()),
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Something that the head-end did of its own, or for the program that started it. */
function ownEvent(action: string, subject: string | null, detail?: object): AuditEvent {
  return {
    actor: 'head-end',
    actorKind: 'head-end',
    address: null,
    action,
    subject,
    outcome: 'done',
    detail: detail === undefined ? null : JSON.stringify(detail),
  }
}

/** What was started last is closed first. */
async function runBackwards(closers: (() => Promise<void>)[]): Promise<void> {
  for (const closer of closers.reverse()) await closer()
}

function observerOf(metrics: Metrics, log: Logger): CollectorObserver {
  return {
    sessionEnded: (result, seconds) => metrics.sessionEnded(result, seconds),
    sessionFailed: (serial, { layer, message }) => log.warn({ serial, layer }, message),
    trouble: error => log.error({ err: error }, 'the collector goes on after an error'),
  }
}

function logStoreState(log: Logger, state: 'away' | 'back', error?: Error): void {
  if (state === 'back') log.info('the store is back; readings that waited are stored')
  else log.error({ err: error }, 'the store is away; readings wait for it')
}

function logBrokerState(log: Logger, state: 'up' | 'down', error?: Error): void {
  if (state === 'up') log.info('the broker of the concentrators is here')
  else log.error({ err: error }, 'the broker of the concentrators is away')
}

/** Stores what waits; when the store stays away, the meters still have it and will be read again. */
async function closeWriter(writer: Writer): Promise<void> {
  const timer = setTimeout(() => writer.abandon(), patience)
  await writer.close()
  clearTimeout(timer)
}

/** What is not visible ASCII, or has a space, cannot stand in an Authorization header. */
function checkToken(token: string | undefined): void {
  if (!token || /^[\x21-\x7e]+$/.test(token)) return
  throw new StartError('api-token-unusable', 'FERRARIS_API_TOKEN has a character that no header can carry')
}

/** With a database elsewhere nobody has made the folder yet. */
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
