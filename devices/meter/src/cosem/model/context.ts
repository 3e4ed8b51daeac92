import type { ObjectListElement } from '@ferraris/cosem/values'
import type { Conformance, SelectiveAccess } from '@ferraris/dlms'
import type { Requester } from '@ferraris/dlms/server'
import type { Automation, ObjectName } from '../../automation/automation.ts'
import type { AttributeReference } from '../../automation/self-access.ts'
import type { Listening } from '../../host.ts'
import type { Identity } from '../../identity.ts'
import type { FirmwareParts } from '../../parts/firmware-parts.ts'
import type { ClientName } from '../../security/clients.ts'
import type { KeyStore } from '../../security/key-store.ts'
import type { ImageTransfer } from '../../store/firmware/image-transfer.ts'
import type { MeterStore } from '../../store/meter-store.ts'

/** What the functions of an object may look up about the others. */
export interface ObjectDirectory {
  /** The services that meters with these objects offer. */
  readonly conformance: Conformance
  /** The objects of which a client may use anything, and what it may do there. */
  listFor(client: ClientName): readonly ObjectListElement[]
  /** Whether an attribute is a function of time, so that its value at any past instant is still known. */
  isFunctionOfTime(of: AttributeReference): boolean
}

/** What the functions of an object see: the meter, the time, the requester, and the object that was asked for. */
export interface Context {
  readonly store: MeterStore
  readonly identity: Identity
  readonly objects: ObjectDirectory
  /** True time, whole seconds, as metering and stamps use it. */
  readonly now: number
  /** True time with the fraction of the second. */
  readonly instant: number
  readonly client: ClientName
  readonly requester: Requester
  readonly object: ObjectName
  readonly selection: SelectiveAccess | undefined
  readonly keys: KeyStore
  /** What the meter does of its own, and the settings of that. */
  readonly automation: Automation
  readonly image: ImageTransfer
  readonly parts: FirmwareParts
  /** Where the host listens for the meter, if known. */
  readonly listener: (() => Listening | undefined) | undefined
}
