import { randomUUID } from 'node:crypto'
import { msPerHour } from '@ferraris/metering'
import { invalidParameter } from '@ferraris/service'
import type { Job } from '@ferraris/uplink'
import type { OrderedFile } from '../files/for-order.ts'
import type { ControlRequest } from '../record/schemas.ts'

/** An image takes a night or more of a line's idle time. */
const firmwareTimeMs = 7 * 24 * msPerHour
/** A concentrator keeps jobs on its disk; an order older than this has lost its purpose. */
const longestMs = 90 * 24 * msPerHour

/** What a request names, as the inventory knows it. */
interface Named {
  /** Address of `endDevice`. */
  readonly aca?: string | undefined
  readonly image?: OrderedFile | undefined
}

/** The job that a request means. Throws Problem `invalid-request`. */
export function jobOf(request: ControlRequest, named: Named, now: number): Job {
  const time = request.kind === 'firmware' ? firmwareTimeMs : msPerHour
  const expires = request.expires === undefined ? now + time : Date.parse(request.expires)
  const notBefore = request.notBefore === undefined ? undefined : Date.parse(request.notBefore)
  if (expires <= now || expires > now + longestMs)
    throw invalidParameter('expires', 'must be within the next 90 days')
  if (notBefore !== undefined && notBefore >= expires)
    throw invalidParameter('notBefore', 'must be before expires')
  return {
    id: request.id ?? randomUUID(),
    priority: request.priority,
    expires,
    ...(notBefore !== undefined && { notBefore }),
    task: taskOf(request, named),
  }
}

function taskOf(request: ControlRequest, { aca, image }: Named): Job['task'] {
  const { kind } = request
  if (kind === 'discover') return { kind }
  if (kind === 'run-now' || kind === 'concentrator-firmware')
    throw invalidParameter('kind', `${kind} is ordered at the concentrator: POST /concentrators/{id}/…`)
  if (aca === undefined) throw invalidParameter('endDevice', `is required for ${kind}`)
  switch (kind) {
    case 'switch':
      return { kind, aca, connected: needed(request, 'connected') }
    case 'limit':
      return { kind, aca, watts: needed(request, 'watts') }
    case 'read-profile': {
      const from = needed(request, 'from')
      const to = needed(request, 'to')
      if (to < from) throw invalidParameter('to', `must not be before from (${from})`)
      return { kind, aca, from, to }
    }
    case 'firmware': {
      if (image === undefined) throw invalidParameter('image', 'must be the SHA-256 of an uploaded image')
      const { sha256, version } = image
      return { kind, aca, sha256, version }
    }
    default:
      return { kind, aca }
  }
}

function needed<K extends 'connected' | 'watts' | 'from' | 'to'>(
  request: ControlRequest,
  name: K,
): NonNullable<ControlRequest[K]> {
  const value = request[name]
  if (value === undefined) throw invalidParameter(name, `is required for ${request.kind}`)
  return value as NonNullable<ControlRequest[K]>
}
