export {
  Collector,
  type CollectorCounters,
  type CollectorObserver,
  type CollectorOptions,
} from './collection/collector.ts'
export { type Lease, leaseDue, leaseOne, releaseLeases } from './collection/queue.ts'
export { ownSystemTitle } from './collection/system-title.ts'
export { type Delivery, Writer, type WriterCounters, type WriterOptions } from './collection/writer.ts'
export { type Connections, transaction } from './database/connection.ts'
export { DatabaseError, type DatabaseErrorCode, isUnavailable, StoreUnavailable } from './database/errors.ts'
export { CursorError, type Page } from './database/page.ts'
export { openStore, type Store, type StoreOptions } from './database/store.ts'
export { type HeadEnd, type HeadEndOptions, startHeadEnd } from './head-end.ts'
export { type Enrolment, EnrolmentError, enrol } from './inventory/enrol.ts'
export { KeyError, KeyHandle, KeyRing, openKeyRing } from './inventory/key-ring.ts'
export { type ConcentratorEnrolment, enrolConcentrator } from './network/concentrators/concentrators.ts'
export type { ConcentratorAccess, ConcentratorTlsFiles } from './network/uplink/concentrator-access.ts'
export { Network, type NetworkObserver, type NetworkParts } from './network/uplink/network.ts'
export type { MeterReading } from './readings/meter-reading.ts'
export { type BlockQuery, intervalBlocks, type StoredBlock } from './readings/queries.ts'
export { type StoreSummary, storeSummary } from './readings/summary.ts'
export { describeRestApi } from './server/api-description.ts'
export type { TlsFiles } from './server/listen.ts'
export { createLog, type Logger, type LogOptions } from './server/log.ts'
export { StartError, type StartErrorCode } from './server/start-error.ts'
export {
  type ActiveFault,
  type FaultKind,
  type FaultOrder,
  type FaultRefusal,
  faultKinds,
  type SimulatedDistrict,
  type Simulation,
} from './simulation/simulation.ts'
