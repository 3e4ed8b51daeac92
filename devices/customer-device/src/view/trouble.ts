import { secondsPerHour } from '@ferraris/metering'
import type { DeviceState } from '../device/state.ts'

/** How the way stands by which telegrams come in: serial port, modem, socket. */
export type Way =
  | {
      readonly state: 'open'
      /** Telegrams that came faster than they were taken in, and that the system has dropped since it is open. */
      readonly lost?: () => number
    }
  | { readonly state: 'closed'; readonly detail: string }
  | { readonly state: 'failed'; readonly detail: string }

/** Why a device has no data, each with its own remedy: a person can do something about four of them. */
export const troubles = [
  /** The modem, port or network that telegrams come by is not there. */
  'unreachable',
  /** Telegrams come, and are none of Chain 2, or of another layout. */
  'protocol-error',
  /** All is well as far as can be seen, and the meter has said nothing. */
  'no-data',
  /** Telegrams of the meter come that do not open with its keys. */
  'wrong-key',
  /** Something else. */
  'unknown',
] as const

export interface Trouble {
  readonly code: (typeof troubles)[number]
  /** Since when; null from the beginning. */
  readonly since: number | null
  readonly detail: string | null
}

/** The meter sends each quarter of an hour: four quarters and their replicas are not all lost by chance. */
const longestSilence = secondsPerHour

/** What is wrong with the reception, if anything. The first that is found is the cause of the others. */
export function troubleOf({ reception, meters }: DeviceState, way: Way, now: number): Trouble | null {
  const since = reception.lastAcceptedAt ?? null
  if (way.state === 'closed') return { code: 'unreachable', since, detail: way.detail }
  if (way.state === 'failed') return { code: 'unknown', since, detail: way.detail }
  const last = reception.lastRefusal
  const isLatest = last !== undefined && now - last.at <= longestSilence && last.at > (since ?? 0)
  if (isLatest && last.reason === 'wrong-key') {
    const isProven = meters.some(({ link }) => link.provenAt !== undefined)
    return { code: 'wrong-key', since, detail: isProven ? 'changed' : null }
  }
  if (isLatest && last.reason === 'protocol-error') return { code: 'protocol-error', since, detail: null }
  const isSilent = since === null || now - since > longestSilence
  return isSilent ? { code: 'no-data', since, detail: null } : null
}
