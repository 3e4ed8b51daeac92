import { processObserver } from '@ferraris/meter-data'
import type { FirstSignIn, Logger } from '@ferraris/service'
import { type Opening, type RunOptions, startService } from '@ferraris/service'
import { type BrokerPlace, Reach } from '@ferraris/transport'
import { alarmObserver } from './alarms/metrics.ts'
import { apiInfo } from './api-description.ts'
import { ClockWatch } from './clock/clock-watch.ts'
import { jumpWhileAway } from './clock/jumps.ts'
import { jumpObserver } from './clock/observe.ts'
import { takeBackLeases } from './collection/leases/keep.ts'
import { sessionObserver } from './collection/metrics.ts'
import { ownSystemTitle } from './collection/system-title.ts'
import { Writer } from './collection/writer.ts'
import { type CustomerDeviceEnrolment, enrolCustomerDevices } from './customer-devices/enrol-devices.ts'
import { features } from './features.ts'
import { integrationObserver } from './integration/outbox/metrics.ts'
import { openValidator, type Validation } from './integration/validation/validator.ts'
import type { Enrolment } from './inventory/enrol.ts'
import { openStoreKeyRing } from './inventory/keys/key-check.ts'
import { createLog } from './log.ts'
import { admitConcentrator, isConcentrator } from './network/concentrators/concentrators.ts'
import type { ConcentratorEnrolment } from './network/concentrators/schemas.ts'
import {
  type AccessHandlers,
  type ConcentratorAccess,
  openAccess,
  openGate,
} from './network/uplink/concentrator-access.ts'
import { networkObserver } from './network/uplink/log-observer.ts'
import { refusedCallers } from './network/uplink/refused-callers.ts'
import { activityObserver } from './orders/activities/metrics.ts'
import { orderObserver } from './orders/by-session/executor/metrics.ts'
import { takeBackOrders } from './orders/by-session/executor/sweep.ts'
import { makeParts, type Parts } from './parts.ts'
import { pushObserver } from './push/metrics.ts'
import { openPushes } from './push/open-pushes.ts'
import type { PushPlace } from './push/push-place.ts'
import { commitObserver } from './readings/metrics.ts'
import type { Simulation } from './simulation/simulation.ts'
import type { Tables } from './tables.ts'

export interface HeadEndOptions extends RunOptions {
  /** Where concentrators call in; without it none can. */
  readonly concentrators?: ConcentratorAccess
  /** A district that is simulated beside this head-end, to be looked at and harmed through `/simulation`. */
  readonly simulation?: Simulation
  /** Where meters push and call in; without any none can. */
  readonly pushes?: readonly PushPlace[]
  /** Messages of other systems are held against schemas before anything is done; not without this. */
  readonly messageValidation?: Validation
  /**
   * Inner networks that destinations of messages may be in, as `10.20.0.0/16` or `127.0.0.1`. Without it they are of the public
   * internet alone: who adds one shall not make this machine call what only it can reach.
   */
  readonly privateNetworks?: readonly string[]
  /** IANA zone of the local days of the overview; default Europe/Rome. */
  readonly timeZone?: string
  /** The broker over which customers' devices are told texts and prices; without it these wait. */
  readonly customerBroker?: BrokerPlace
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
  /** Port for concentrators of Original-SMITP over IP. */
  readonly smitpPort: number | undefined
  /** Where meters push and call in: `tcp://127.0.0.1:4059`. */
  readonly pushPlaces: readonly string[]
  /** The account that this start made, on the first start only. */
  readonly firstSignIn: FirstSignIn | null
  /** Takes end devices into the inventory, due at once. Throws EnrolmentError. */
  enrol(devices: readonly Enrolment[]): Promise<{ readonly enrolled: number; readonly known: number }>
  /** Takes customers' devices into the registry, and wants meters to send to them; those that are known stay as they are. Throws Problem. */
  enrolCustomerDevices(devices: readonly CustomerDeviceEnrolment[]): Promise<{ readonly enrolled: number }>
  /** Takes a concentrator into the inventory; one that is known takes the new credential. */
  admitConcentrator(enrolment: ConcentratorEnrolment, credential: string): Promise<void>
  /** Lets sessions end, stores what they brought, closes the HTTP side, stops PostgreSQL. */
  close(): Promise<void>
}

/**
 * Starts store, people, collector and HTTP side, and stops what has started when one of them cannot.
 * Throws StartError, AccessError, DatabaseError, KeyError or MessageLinkError, each with what to try.
 */
export async function startHeadEnd(options: HeadEndOptions): Promise<HeadEnd> {
  const reach = new Reach(options.privateNetworks ?? [])
  const { url, firstSignIn, parts, close } = await startService<HeadEndParts>({
    ...options,
    log: options.log ?? createLog(),
    name: 'head-end',
    api: apiInfo,
    features,
    open: opening => openParts(opening, options, reach),
  })
  const { mqttPort, tunnelPort, smitpPort } = parts
  return {
    url,
    mqttPort,
    tunnelPort,
    smitpPort,
    pushPlaces: parts.pushes.places,
    firstSignIn,
    close,
    enrol: async devices => {
      const outcome = await parts.enrol(devices)
      await parts.audit.appendOwn('end-devices.enrolled', null, outcome)
      return outcome
    },
    enrolCustomerDevices: async devices => {
      const outcome = await enrolCustomerDevices(parts, devices)
      if (outcome.enrolled > 0) await parts.audit.appendOwn('customer-devices.enrolled', null, outcome)
      return outcome
    },
    admitConcentrator: (enrolment, credential) =>
      admitConcentrator(parts.db, enrolment, credential, parts.now()),
  }
}

interface HeadEndParts extends Parts {
  readonly mqttPort: number | undefined
  readonly tunnelPort: number | undefined
  readonly smitpPort: number | undefined
}

/** Opens the doors to meters and concentrators, and what is behind them. */
async function openParts(opening: Opening, options: HeadEndOptions, reach: Reach): Promise<HeadEndParts> {
  const { store, log, clock, metrics, onClose } = opening
  const db = opening.db.withTables<Tables>()
  const ring = await openStoreKeyRing(db, options.data)
  const writer = await Writer.open(store.pool, {
    now: () => clock.now(),
    onCommit: commitObserver(metrics),
    onState: (state, error) => logStoreState(log, state, error),
  })
  onClose(() => closeWriter(writer))
  // Our own PostgreSQL serves one head-end only.
  if (store.server !== undefined) {
    await takeBackLeases(store.pool)
    await takeBackOrders(store.pool, clock.now())
  }
  const clockWatch = new ClockWatch({
    now: () => clock.now(),
    // A clock that is handed in may run at any speed, and is not set.
    elapsed: options.clock === undefined ? () => performance.now() : () => clock.now(),
    onJump: jumpObserver(metrics, log, db),
  })
  const away = await jumpWhileAway(db, clock.now())
  if (away !== undefined) clockWatch.doubt(away)
  const access = options.concentrators ?? {}
  const refused = refusedCallers(log, () => clock.now())
  const authenticate: AccessHandlers['authenticate'] = async (id, proof) => {
    const isOurs = await isConcentrator(db, id, proof)
    if (!isOurs) refused(id)
    return isOurs
  }
  const tunnel = await openGate(access, { authenticate })
  onClose(async () => tunnel?.gate.close())
  const parts = makeParts({
    kit: opening,
    db,
    ring,
    writer,
    clock,
    clockWatch,
    gate: tunnel?.gate,
    systemTitle: await ownSystemTitle(db),
    timeZone: options.timeZone,
    simulation: options.simulation,
    customerBroker: options.customerBroker,
    collectorObserver: sessionObserver(metrics, log),
    networkObserver: networkObserver(metrics, log),
    orderObserver: orderObserver(metrics, log),
    integrationObserver: integrationObserver(metrics, log),
    reach,
    validate: options.messageValidation && openValidator(options.messageValidation),
    activityObserver: activityObserver(metrics, log),
    alarmObserver: alarmObserver(metrics, log),
    pushObserver: pushObserver(metrics, log),
    judgeObserver: processObserver(metrics),
  })
  onClose(() => parts.pushes.close())
  for (const place of options.pushes ?? []) await openPushes(parts.pushes, place)
  const link = await openAccess(access, {
    authenticate,
    onMessage: (concentrator, message) => parts.network.take(concentrator, message),
    onRefused: (from, error) => log.warn({ from, err: error }, 'a message of a concentrator cannot be read'),
    onState: (state, error) => logBrokerState(log, state, error),
  })
  onClose(() => link.close())
  parts.network.start(link)
  onClose(() => parts.network.stop())
  const { tunnelPort, smitpPort } = tunnel ?? {}
  return { ...parts, mqttPort: link.mqttPort, tunnelPort, smitpPort }
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
