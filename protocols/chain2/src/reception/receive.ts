import { at, DecodeError, equal } from '@ferraris/bytes'
import { SecurityError, type SuiteKeys } from '@ferraris/dlms/security'
import { Chain2Error } from '../chain2-error.ts'
import { decodeFrame, type Frame, frameLayouts } from '../frames/frame.ts'
import type { LayoutSet } from '../layouts/layout-set.ts'
import { envelopeOf, type FrameEnvelope, openEnvelope } from '../sealing/seal-frame.ts'
import { failed, type ReceiveWindow, standingOf, taken, wrongKeyAfter } from './receive-window.ts'

/** A meter that a device is associated with, under one pair of keys; two for one meter while its keys change. */
export interface Sender {
  readonly systemTitle: Uint8Array
  readonly keys: SuiteKeys
  readonly layouts?: LayoutSet
  readonly window: ReceiveWindow
}

type Unreadable = Chain2Error | DecodeError

/** What became of a telegram. Only `fresh` is shown and counted. */
export type Reception =
  | { readonly kind: 'fresh'; readonly sender: number; readonly counter: number; readonly frame: Frame }
  /** Octet for octet what was taken a moment ago. */
  | { readonly kind: 'replica'; readonly sender: number; readonly counter: number }
  /** A counter that was taken, or is too old to be. */
  | { readonly kind: 'replayed'; readonly sender: number; readonly counter: number }
  /** Under the name of a meter whose keys did not seal it. */
  | { readonly kind: 'forged'; readonly sender: number; readonly counter: number }
  /** So too, but the keys have never opened a frame, or open none any more: the association is to be renewed. */
  | { readonly kind: 'wrong-key'; readonly sender: number; readonly counter: number }
  /** Genuine, but not to be understood; its counter is used up. */
  | {
      readonly kind: 'malformed'
      readonly sender: number
      readonly counter: number
      readonly error: Unreadable
    }
  /** Of a meter that this device is not associated with. */
  | { readonly kind: 'foreign'; readonly systemTitle: Uint8Array }
  /** No ciphered frame at all, or one protected less than all are. */
  | { readonly kind: 'no-frame'; readonly error: Unreadable }

/**
 * Takes one telegram from the line. Returns what it is, and the senders with their windows moved on: the same list while
 * nothing has changed. A device keeps the windows before it acts on a fresh frame.
 *
 * @param now seconds, of a clock that does not go back
 */
export function receive(
  senders: readonly Sender[],
  apdu: Uint8Array,
  now: number,
): [reception: Reception, senders: readonly Sender[]] {
  const envelope = readEnvelope(apdu)
  if ('error' in envelope) return [{ kind: 'no-frame', error: envelope.error }, senders]
  const candidates = senders.flatMap((sender, i) =>
    equal(sender.systemTitle, envelope.systemTitle) ? [i] : [],
  )
  let outcome: [Reception, readonly Sender[]] = [
    { kind: 'foreign', systemTitle: envelope.systemTitle },
    senders,
  ]
  // While keys change there are two: the first that opens the frame, else what the first says.
  for (const index of candidates) {
    const [reception, window] = receiveFrom(at(senders, index), index, envelope, now)
    const moved = senders.map((sender, i) => (i === index ? { ...sender, window } : sender))
    if (reception.kind !== 'forged' && reception.kind !== 'wrong-key') return [reception, moved]
    if (outcome[0].kind === 'foreign') outcome = [reception, moved]
  }
  return outcome
}

function readEnvelope(apdu: Uint8Array): FrameEnvelope | { readonly error: Unreadable } {
  try {
    return envelopeOf(apdu)
  } catch (error) {
    return { error: unreadable(error) }
  }
}

function receiveFrom(
  { keys, window, layouts = frameLayouts }: Sender,
  sender: number,
  envelope: FrameEnvelope,
  now: number,
): [Reception, ReceiveWindow] {
  const { counter, content } = envelope
  const about = { sender, counter }
  const standing = standingOf(window, counter, content, now)
  // The same octets were opened when they first came.
  if (standing === 'replica') return [{ kind: 'replica', ...about }, window]
  try {
    const buffer = openEnvelope(envelope, keys)
    if (standing === 'replayed') return [{ kind: 'replayed', ...about }, window]
    const frame = decodeFrame(buffer, layouts)
    return [{ kind: 'fresh', ...about, frame }, taken(window, counter, content, now)]
  } catch (error) {
    if (error instanceof SecurityError) {
      const after = failed(window)
      return [{ kind: isWrongKey(after, envelope, keys) ? 'wrong-key' : 'forged', ...about }, after]
    }
    if (standing === 'replayed') return [{ kind: 'replayed', ...about }, window]
    return [{ kind: 'malformed', ...about, error: unreadable(error) }, taken(window, counter, content, now)]
  }
}

/**
 * A tag that does not verify tells a wrong key from a forged frame by its circumstances only: the keys have never opened
 * a frame, and this one makes no sense under them; or they have opened none for a while.
 */
function isWrongKey(
  window: ReceiveWindow,
  { systemTitle, content }: FrameEnvelope,
  keys: SuiteKeys,
): boolean {
  if (window.failures >= wrongKeyAfter) return true
  return !window.proven && keys.peek(systemTitle, content)[0] !== dataNotificationTag
}

const dataNotificationTag = 0x0f

function unreadable(error: unknown): Unreadable {
  if (error instanceof DecodeError || error instanceof Chain2Error) return error
  throw error
}
