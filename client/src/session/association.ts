import type { AttributeRequest, AttributeWrite, MethodRequest } from '@ferraris/dlms'
import type { ServerFacts } from '@ferraris/dlms/client'
import type { DlmsSession } from '@ferraris/transport'

/** What a client of meters needs of a session: a `DlmsSession`, or anything that answers like one. */
export interface Association {
  readonly server: Pick<ServerFacts, 'conformance' | 'systemTitle' | 'maxReceivePduSize'>
  get(...items: readonly AttributeRequest[]): ReturnType<DlmsSession['get']>
  set(...items: readonly AttributeWrite[]): ReturnType<DlmsSession['set']>
  action(...items: readonly MethodRequest[]): ReturnType<DlmsSession['action']>
  /** ACCESS, where it was negotiated; without it writes and reads are requests of their own. */
  readonly request?: DlmsSession['request']
}
