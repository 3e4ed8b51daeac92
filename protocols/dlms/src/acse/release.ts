import { axdr, ber, type ValueOf } from '@ferraris/codec'
import { berOctets } from './leaves.ts'

export const requestReasons = { normal: 0, urgent: 1, 'user-defined': 30 } as const
export const responseReasons = { normal: 0, 'not-finished': 1, 'user-defined': 30 } as const

/** RLRQ: the client ends the association (IEC 62056-5-3, 9.4.2). */
export const rlrq = ber.taggedSequence('RLRQ', 0x62, {
  reason: [0x80, axdr.enumerated(requestReasons), 'optional'],
  /** InitiateRequest, ciphered in a ciphered context: proof that the request comes from the client. */
  userInformation: [0xbe, berOctets, 'optional'],
})
export type Rlrq = ValueOf<typeof rlrq>

/** RLRE: the server agrees. */
export const rlre = ber.taggedSequence('RLRE', 0x63, {
  reason: [0x80, axdr.enumerated(responseReasons), 'optional'],
  userInformation: [0xbe, berOctets, 'optional'],
})
export type Rlre = ValueOf<typeof rlre>
