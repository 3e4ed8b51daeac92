import type { GeneralBlockTransfer } from '../apdu/protection/general.ts'
import { joinBlocks, noBlocks, takeBlock } from '../block-transfer.ts'
import { DlmsError } from '../dlms-error.ts'
import { encodeNotificationConfirm, isNotification, readNotification } from '../push/notification.ts'
import { isCiphered, protect, serviceKey, unprotect } from './protection.ts'
import type { ClientState, ClientStep, ServerFacts } from './state.ts'

/**
 * A block of a notification: an unacknowledged one, which no block of a response ever is. Undefined for all
 * others. A notification that lost a block is passed over; nothing was promised of it.
 */
export function onPushedBlock(
  state: ClientState,
  server: ServerFacts,
  { blockControl, blockNumber, blockData }: GeneralBlockTransfer,
): ClientStep | undefined {
  if (!blockControl.streaming || blockControl.window !== 0) return undefined
  const before = blockNumber === 1 ? noBlocks : state.pushed
  if (blockNumber !== before.next || before.length + blockData.length > state.settings.maxResponseLength) {
    return [{ ...state, pushed: noBlocks }, []]
  }
  const pushed = takeBlock(before, blockNumber, blockData, state.settings.maxResponseLength)
  if (!blockControl.lastBlock) return [{ ...state, pushed }, []]
  const whole = joinBlocks(pushed)
  if (isUntrusted(state, whole)) return [{ ...state, pushed: noBlocks }, []]
  const [next, plain] = unprotect({ ...state, pushed: noBlocks }, server, whole)
  return notified(next, plain)
}

/** A notification does not disturb what is under way. */
export function notified(state: ClientState, plain: Uint8Array): ClientStep {
  return [state, [{ kind: 'notification', notification: readNotification(plain) }]]
}

/** In a ciphered association the origin of a notification in plain is unproven. */
export function isUntrusted({ settings }: ClientState, apdu: Uint8Array): boolean {
  return isCiphered(settings.security) && isNotification(apdu)
}

export function confirmNotification(state: ClientState, longInvokeId: number): ClientStep {
  if (state.phase.name !== 'ready' && state.phase.name !== 'awaiting-response')
    throw new DlmsError('not-associated')
  const plain = encodeNotificationConfirm(longInvokeId)
  const [next, apdu] = protect(state, plain, serviceKey(state))
  return [next, [{ kind: 'send', apdu }]]
}
