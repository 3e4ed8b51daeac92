import type { SelectiveAccess } from '@ferraris/dlms'
import type { Requester } from '@ferraris/dlms/server'
import type { Automation } from '../../automation/automation.ts'
import type { Identity } from '../../identity.ts'
import type { KeyStore } from '../../security/key-store.ts'
import type { ImageTransfer } from '../../store/firmware/image-transfer.ts'
import type { MeterStore } from '../../store/meter-store.ts'
import type { Listening } from '../network/network-objects.ts'
import type { ClientName, ObjectEntry, ObjectTable } from './object-table.ts'

/** What a source or an action may look at: the meter, the time, who asks, and which object was asked for. */
export interface Context {
  readonly store: MeterStore
  readonly identity: Identity
  readonly objects: ObjectTable
  /** True time, whole seconds: what is metered and stamped knows no others. */
  readonly now: number
  /** True time with the fraction of the second. */
  readonly instant: number
  readonly client: ClientName
  readonly requester: Requester
  readonly object: ObjectEntry
  readonly selection: SelectiveAccess | undefined
  readonly keys: KeyStore
  /** What the meter does of its own, and the settings of that. */
  readonly automation: Automation
  readonly image: ImageTransfer
  /** Where the host listens for the meter, if it tells. */
  readonly listener: (() => Listening | undefined) | undefined
}
