import { concat, DecodeError, Reader } from '@ferraris/bytes'
import { acknowledge, frameStart, type HostFrame, hostFrame, refuse, repeatStart, status } from './frame.ts'

/** What stands on the serial line between modem and host. */
export type HostSign =
  | { readonly kind: 'frame'; readonly frame: HostFrame }
  | { readonly kind: 'acknowledged' | 'refused' }
  | { readonly kind: 'status'; readonly value: number }
  /** A frame that did not come whole, or is unknown. */
  | { readonly kind: 'garbled' }

/** Octets of a frame beside its payload: start, length, code, sum. */
const overhead = 5

/** What these octets complete, and what is left of them: at most one frame. Octets that begin nothing are passed over. */
export function cut(pending: Uint8Array, octets: Uint8Array): readonly [rest: Uint8Array, signs: HostSign[]] {
  const all = concat(pending, octets)
  const signs: HostSign[] = []
  let at = 0
  while (at < all.length) {
    const first = all[at]
    const length = lengthAt(all, at)
    if (length === undefined || at + length > all.length) break
    if (first === acknowledge) signs.push({ kind: 'acknowledged' })
    else if (first === refuse) signs.push({ kind: 'refused' })
    else if (first === status) signs.push({ kind: 'status', value: all[at + 1] ?? 0 })
    else if (isStart(first)) signs.push(frameIn(all, at, at + length))
    at += length
  }
  return [all.slice(at), signs]
}

function isStart(octet: number | undefined): boolean {
  return octet === frameStart || octet === repeatStart
}

/** Octets of what begins there; `undefined` until that is clear. */
function lengthAt(octets: Uint8Array, at: number): number | undefined {
  if (octets[at] === status) return 2
  if (!isStart(octets[at])) return 1
  const payload = octets[at + 1]
  return payload === undefined ? undefined : payload + overhead
}

function frameIn(octets: Uint8Array, start: number, end: number): HostSign {
  try {
    return { kind: 'frame', frame: hostFrame.decode(new Reader(octets, { start, end })) }
  } catch (error) {
    if (error instanceof DecodeError) return { kind: 'garbled' }
    throw error
  }
}
