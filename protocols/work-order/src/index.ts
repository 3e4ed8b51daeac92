export {
  AccessOffer,
  AccessRequest,
  kindOf,
  type LocalAuthority,
  refusal,
  SealedChannel,
} from './security/local-access.ts'
export { sealFor, unseal } from './security/sealed-keys.ts'
export {
  newKeyPair,
  openSigned,
  peekSigned,
  privateKeyOf,
  publicHalf,
  publicKeyOf,
  signDocument,
  signStatement,
} from './security/signed-text.ts'
export { checkTicket, type Ticket, type TicketRight, ticketKind, ticketRights } from './ticket.ts'
export { TicketError } from './ticket-error.ts'
export {
  checkValidity,
  type FieldDeviceKeys,
  isReadingStep,
  type StepResult,
  type WorkOrder,
  type WorkResults,
  type WorkStep,
} from './work-order.ts'
export { WorkOrderError } from './work-order-error.ts'
