import { type ConformanceService, supports } from '../apdu/association/conformance.ts'
import { DlmsError } from '../dlms-error.ts'
import { encodeNotification, type Notification } from '../push/notification.ts'
import { unconfirmedBlocks } from '../push/unconfirmed-blocks.ts'
import type { ReceivedEnvelope } from '../security/envelope.ts'
import { unprotected } from '../security/security-control.ts'
import { seal } from './protection.ts'
import type { ServerAssociation, ServerSettings, ServerState, ServerStep } from './state.ts'

const needs = {
  'data-notification': 'data-notification',
  'event-notification': 'event-notification',
  'information-report': 'information-report',
} as const satisfies Record<Notification['kind'], ConformanceService>

/**
 * Sends a notification within an association (IEC 62056-5-3, 6.7 to 6.9), protected as its responses are. A confirmation
 * comes back as output `confirmed` of the machine. One too long for the client travels in unacknowledged
 * blocks. Throws DlmsError where there is no association, or none that has the service.
 */
export function notifyClient(
  settings: ServerSettings,
  state: ServerState,
  notification: Notification,
): ServerStep {
  const { association } = state
  if (association === undefined || association.challenges !== undefined) throw new DlmsError('not-associated')
  const service = needs[notification.kind]
  if (!supports(association.conformance, service)) throw new DlmsError('service-not-negotiated', service)
  const apdu = protect(settings, association, encodeNotification(notification))
  return [state, inBlocks(association, apdu).map(sent => ({ kind: 'send', apdu: sent }))]
}

function protect(settings: ServerSettings, association: ServerAssociation, plain: Uint8Array): Uint8Array {
  const { security } = association.settings
  if (!association.ciphered || security === undefined) return plain
  const unasked: ReceivedEnvelope = {
    form: 'service',
    key: association.dedicated === undefined ? 'global' : 'dedicated',
    protection: unprotected,
    transactionId: new Uint8Array(),
  }
  return seal(settings, association, security, plain, unasked)
}

function inBlocks({ clientMaxReceivePduSize: limit, conformance }: ServerAssociation, apdu: Uint8Array) {
  if (limit === 0 || apdu.length <= limit) return [apdu]
  if (!supports(conformance, 'general-block-transfer'))
    throw new DlmsError('request-too-long', `${apdu.length} octets, the client takes ${limit}`)
  return unconfirmedBlocks(apdu, limit)
}
