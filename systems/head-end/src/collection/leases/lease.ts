import type { ProfileHead } from '@ferraris/client'
import type { ScalerUnit } from '@ferraris/cosem'
import type { CounterRange } from '@ferraris/dlms/client'
import { msOf } from '@ferraris/metering'
import type { DeviceKeys } from '../../inventory/keys/client-secrets.ts'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { Interned } from './interned.ts'

/** An end device that is ours to read until `until`, with all that a session needs. */
export interface Lease {
  readonly endDeviceId: number
  readonly serial: string
  readonly uri: string
  readonly timeZone: string
  readonly scheduleId: number
  readonly owner: string
  /** Epoch milliseconds. */
  readonly until: number
  /** Invocation counters reserved for this lease: stored as used before the first of them is. */
  readonly counters: CounterRange
  /** Digest of the key that they belong to. */
  readonly counterKey: Buffer
  /** By client SAP; clients without keys are not listed. */
  readonly keys: ReadonlyMap<number, DeviceKeys>
  /** What the device shares with others, as `shared-line.ts` tells; no other session is on it. */
  readonly line: string | undefined
  /** Failed sessions in a row. */
  readonly failures: number
  /** Up to where each log has been read and stored: seconds since 1970, by OBIS. */
  readonly readUntil: Readonly<Record<string, number>>
  /** The meter's clock less ours at the last session. */
  readonly clockOffsetSeconds: number | undefined
  readonly profiles: Readonly<Record<string, ProfileHead>>
  readonly units: Readonly<Record<string, ScalerUnit>>
  readonly systemTitle: Uint8Array | undefined
  readonly model: string | undefined
}

export interface LeaseTerms {
  /** Names this worker; a UUID made at its start. */
  readonly owner: string
  /** Epoch milliseconds. */
  readonly now: number
  /** How long a lease holds: longer than a session may take. So the devices of a dead worker come free again. */
  readonly leaseSeconds: number
  /** Invocation counters to set aside for a session: one for each message and each block of a long answer. */
  readonly counters: number
  /** The same for a device not read for a day, because its session is long; default `counters`. */
  readonly countersForHistory?: number
}

/** What the statement that takes a lease returns of it. */
export interface LeaseRow {
  readonly end_device_id: number
  readonly serial: string
  readonly uri: string
  readonly time_zone: string
  readonly schedule_id: number
  readonly system_title: Buffer | null
  readonly model: string | null
  readonly key: Buffer
  readonly counters_end: number
  readonly counters: number
  readonly line: string | null
  readonly failures: number
  readonly read_until: Record<string, number>
  readonly clock_offset_seconds: number | null
  readonly profiles: string
  readonly units: string
  readonly clients: number[] | null
  readonly gueks: (Buffer | null)[] | null
  readonly gaks: (Buffer | null)[] | null
  readonly others: (Buffer | null)[] | null
}

const profileFacts = new Interned<Record<string, ProfileHead>>()
const scalerUnits = new Interned<Record<string, ScalerUnit>>()

export function leaseOf(row: LeaseRow, ring: KeyRing, { owner, now, leaseSeconds }: LeaseTerms): Lease {
  const keys = new Map<number, DeviceKeys>()
  for (const [i, client] of (row.clients ?? []).entries()) {
    const [guek, gak, others] = [row.gueks?.[i], row.gaks?.[i], row.others?.[i]]
    // Opened when asked for: a session needs the keys of one client only, and fails alone where they are damaged.
    keys.set(client, {
      get guek() {
        return guek ? ring.unwrap(guek) : undefined
      },
      get gak() {
        return gak ? ring.unwrap(gak) : undefined
      },
      get others() {
        return others ? ring.unseal(others) : undefined
      },
    })
  }
  return {
    endDeviceId: row.end_device_id,
    serial: row.serial,
    uri: row.uri,
    timeZone: row.time_zone,
    scheduleId: row.schedule_id,
    owner,
    until: now + msOf(leaseSeconds),
    counters: { next: row.counters_end - row.counters, end: row.counters_end },
    counterKey: row.key,
    keys,
    line: row.line ?? undefined,
    failures: row.failures,
    readUntil: row.read_until,
    clockOffsetSeconds: row.clock_offset_seconds ?? undefined,
    profiles: profileFacts.of(row.profiles),
    units: scalerUnits.of(row.units),
    systemTitle: row.system_title ?? undefined,
    model: row.model ?? undefined,
  }
}
