import type { Requester, SelectiveAccess } from '@ferraris/dlms'
import type { Identity } from '../../identity.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import type { ClientName, ObjectEntry, ObjectTable, SecuredClient } from './object-table.ts'

/** What a source or an action may look at: the meter, the time, who asks, and which object was asked for. */
export interface Context {
  readonly store: MeterStore
  readonly identity: Identity
  readonly objects: ObjectTable
  /** True time, whole seconds. */
  readonly now: number
  readonly client: ClientName
  readonly requester: Requester
  readonly object: ObjectEntry
  readonly selection: SelectiveAccess | undefined
  /** The highest invocation counter accepted from a client, 0 if none. */
  readonly counterOf: (client: SecuredClient) => number
}
