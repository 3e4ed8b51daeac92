import { randomUUID } from 'node:crypto'
import type { ProcessObserver, Source } from '@ferraris/meter-data'
import { afterCommit, apartFromRequest, type Clock, type Kit } from '@ferraris/service'
import type { BrokerPlace, Reach, TunnelGate } from '@ferraris/transport'
import type { Kysely } from 'kysely'
import type { SweepObserver } from './alarms/sweep/sweep.ts'
import { ClockWatch } from './clock/clock-watch.ts'
import { Collector, type CollectorObserver } from './collection/collector.ts'
import type { Writer } from './collection/writer.ts'
import { CustomerMail } from './customer-devices/customer-mail.ts'
import { Integration, type IntegrationObserver } from './integration/integration.ts'
import { type Enrol, enrol } from './inventory/enrol.ts'
import type { KeyRing } from './inventory/keys/key-ring.ts'
import { collectedSource } from './meter-data/source.ts'
import { TableReader } from './network/tables/table-reader.ts'
import { Network } from './network/uplink/network.ts'
import type { NetworkObserver } from './network/uplink/observer.ts'
import { MeterReader } from './on-demand/meter-reader.ts'
import type { OnDemandReader } from './on-demand/reader.ts'
import { ActivityRunner, type RunnerObserver } from './orders/activities/runner/runner.ts'
import { Executor } from './orders/by-session/executor/executor.ts'
import type { ExecutorObserver } from './orders/by-session/executor/parts.ts'
import { orderClock } from './orders/clocks/clock-orders.ts'
import { octetsForMeters } from './orders/files/files.ts'
import { askCaller } from './push/call-in/ask-caller.ts'
import { DueAtCall } from './push/call-in/due-at-call.ts'
import { findCallers } from './push/call-in/find-callers.ts'
import { Roads } from './push/call-in/roads.ts'
import { PushDoor, type PushObserver } from './push/push-door.ts'
import { readSoon } from './push/read-soon.ts'
import type { Simulation } from './simulation/simulation.ts'
import type { Tables } from './tables.ts'
import { WorkOrders } from './work-orders/work-orders.ts'

/** What the features of the head-end work with. */
export interface Parts extends Kit {
  readonly db: Kysely<Tables>
  /** IANA zone of the local days of the overview. */
  readonly timeZone: string
  readonly ring: KeyRing
  readonly enrol: Enrol
  readonly clockWatch: ClockWatch
  readonly collector: Collector
  readonly network: Network
  readonly onDemand: OnDemandReader
  readonly executor: Executor
  readonly workOrders: WorkOrders
  readonly tables: TableReader
  readonly integration: Integration
  readonly activities: ActivityRunner
  readonly alarmObserver: SweepObserver
  readonly pushes: PushDoor
  readonly roads: Roads
  readonly customerMail: CustomerMail
  /** What was collected, as validation sees it. */
  readonly daySource: Source
  readonly judgeObserver?: ProcessObserver | undefined
  /** A district that is simulated beside this head-end. */
  readonly simulation?: Simulation | undefined
}

/** What the parts are made from. */
interface Ground {
  readonly kit: Kit
  readonly db: Kysely<Tables>
  readonly ring: KeyRing
  readonly writer: Writer
  readonly clock: Clock
  readonly systemTitle: Uint8Array
  /** Without it every jump of the clock is taken for time that passes. */
  readonly clockWatch?: ClockWatch
  /** Where concentrators call in for interactive sessions. */
  readonly gate?: TunnelGate | undefined
  readonly timeZone?: string | undefined
  readonly simulation?: Simulation | undefined
  readonly collectorObserver?: CollectorObserver
  readonly networkObserver?: NetworkObserver
  readonly orderObserver?: ExecutorObserver
  readonly integrationObserver?: IntegrationObserver
  /** Which inner networks destinations of messages may be in. */
  readonly reach?: Reach | undefined
  /** Holds messages of other systems against schemas. */
  readonly validate?: ((octets: Uint8Array) => void) | undefined
  readonly activityObserver?: RunnerObserver
  readonly alarmObserver?: SweepObserver
  readonly pushObserver?: PushObserver
  readonly judgeObserver?: ProcessObserver
  /** The broker of customers' devices. */
  readonly customerBroker?: BrokerPlace | undefined
}

/** Puts the parts together; none of them acts before it is started. */
export function makeParts(ground: Ground): Parts {
  const { kit, db, ring, writer, clock, systemTitle, gate, simulation } = ground
  const {
    collectorObserver = {},
    networkObserver = {},
    activityObserver = {},
    timeZone = 'Europe/Rome',
  } = ground
  const { pool, now } = kit
  const store = { kysely: db, pool }
  const clockWatch = ground.clockWatch ?? new ClockWatch({ now, elapsed: now })
  const mayForget = () => clockWatch.isSteady
  const network = new Network({ db, pool, ring, writer, now, mayForget, observer: networkObserver })
  const enrolMeters: Enrol = async devices => {
    const outcome = await enrol(pool, ring, devices, now())
    await network.enrolled(devices)
    const pushing = new Set(devices.flatMap(({ serial, pushLists }) => (pushLists ? [serial] : [])))
    await afterCommit(async () => {
      if (pushing.size > 0) pushes.senders.forget(({ serial }) => pushing.has(serial))
      // The request does not wait until callers have been asked once more.
      apartFromRequest(() => roads.enrolled().catch(trouble))
    })
    return outcome
  }
  const trouble = (error: Error) => ground.pushObserver?.trouble?.(error)
  const dueAtCall = new DueAtCall({
    db,
    now,
    due: isChanged => {
      if (isChanged) collector.wake()
      executor.wake()
    },
    trouble,
  })
  const roads = new Roads({
    ask: askCaller,
    find: answers => findCallers(db, answers),
    called: endDeviceId => dueAtCall.called(endDeviceId),
    trouble,
  })
  const executor = new Executor({
    db,
    pool,
    ring,
    writer,
    now,
    systemTitle,
    gate,
    roads,
    file: sha256 => octetsForMeters(db, sha256),
    observer: ground.orderObserver ?? {},
  })
  const collector = new Collector({
    store,
    ring,
    writer,
    clock,
    systemTitle,
    roads,
    observer: collectorObserver,
    correctClock: device => orderClock({ db, pool, now, network, executor, clockWatch }, device),
  })
  const orders = { db, pool, now, network, executor }
  const pushes = new PushDoor({
    pool,
    ring,
    now,
    ownTitle: systemTitle,
    roads,
    readSoon: devices => void readSoon(orders, devices).catch(trouble),
    observer: ground.pushObserver ?? {},
  })
  return {
    ...kit,
    ring,
    daySource: collectedSource(pool),
    judgeObserver: ground.judgeObserver,
    customerMail: new CustomerMail({ db, now, place: ground.customerBroker, trouble }),
    roads,
    pushes,
    db,
    timeZone,
    clockWatch,
    network,
    simulation,
    alarmObserver: ground.alarmObserver ?? {},
    collector,
    activities: new ActivityRunner({
      db,
      pool,
      now,
      mayForget,
      audit: kit.audit,
      released: async concentrators => {
        await network.sendJobs(concentrators)
        executor.wake()
      },
      observer: activityObserver,
    }),
    workOrders: new WorkOrders({ db, ring, writer, now }),
    tables: new TableReader({ db, ring, gate }),
    integration: new Integration({
      db,
      pool,
      ring,
      now,
      network,
      timeZone,
      audit: kit.audit,
      enrol: enrolMeters,
      executor,
      owner: randomUUID(),
      observer: ground.integrationObserver,
      validate: ground.validate,
      reach: ground.reach,
    }),
    onDemand: new MeterReader({
      db,
      now,
      pool,
      ring,
      writer,
      systemTitle,
      gate,
      roads,
      owner: randomUUID(),
      objectsRead: id => pushes.senders.forget(({ endDeviceId }) => endDeviceId === id),
    }),
    executor,
    enrol: enrolMeters,
  }
}
