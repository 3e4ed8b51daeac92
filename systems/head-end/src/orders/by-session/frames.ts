import { fromHex, toHex } from '@ferraris/bytes'
import { msPerDay } from '@ferraris/metering'
import type { Frame as WireFrame } from '@ferraris/transport'
import type { Pool } from 'pg'
import type { KeyRing } from '../../inventory/keys/key-ring.ts'
import { FrameRecorder } from '../../on-demand/frame-recorder.ts'
import type { Frame } from '../../on-demand/schemas.ts'

/** Octets of a session that are kept: an image would be a thousand times as long. */
const mostOctets = 65_536
/** So long they are kept. */
export const framesKeptMs = 30 * msPerDay

/** The frames of one session as they went over the wire, the first ones of a long one. */
export class SessionFrames {
  readonly frames: KeptFrame[] = []
  readonly #now: () => number
  #octets = 0

  constructor(now: () => number) {
    this.#now = now
  }

  readonly record = ({ direction, octets }: WireFrame): void => {
    this.#octets += octets.length
    if (this.#octets <= mostOctets) this.frames.push([direction, this.#now(), toHex(octets)])
  }
}

/** A frame as it is kept: direction, epoch milliseconds, octets in hex digits. */
export type KeptFrame = readonly [direction: WireFrame['direction'], time: number, hex: string]

interface Row {
  readonly attempt: number
  readonly at: Date
  readonly uri: string
  readonly frames: readonly KeptFrame[]
  readonly clients: number[] | null
  readonly gueks: (Buffer | null)[] | null
  readonly gaks: (Buffer | null)[] | null
  readonly others: (Buffer | null)[] | null
}

/** The sessions of an order with their frames, deciphered under the keys that the inventory has now. */
export async function framesOf(
  pool: Pool,
  ring: KeyRing,
  control: string,
): Promise<{ attempt: number; at: string; frames: Frame[] }[]> {
  const { rows } = await pool.query<Row>(
    `select f.attempt, f.at, f.uri, f.frames, k.*
     from end_device_control_frames f join end_device_control c on c.id = f.control_id
     left join lateral (
       select array_agg(client) as clients, array_agg(wrapped_guek) as gueks, array_agg(wrapped_gak) as gaks,
         array_agg(sealed_secrets) as others
       from end_device_key where end_device_id = c.end_device_id
     ) k on true
     where f.control_id = $1 order by f.attempt`,
    [control],
  )
  return rows.map(row => {
    let now = 0
    const recorder = new FrameRecorder({ uri: row.uri, keys: keysOf(row, ring) }, () => now)
    for (const [direction, time, hex] of row.frames) {
      now = time
      recorder.record({ direction, octets: fromHex(hex) })
    }
    return { attempt: row.attempt, at: row.at.toISOString(), frames: recorder.frames() }
  })
}

function keysOf({ clients, gueks, gaks, others }: Row, ring: KeyRing) {
  return new Map(
    (clients ?? []).map((client, i) => {
      const [guek, gak, sealed] = [gueks?.[i], gaks?.[i], others?.[i]]
      return [
        client,
        {
          guek: guek ? ring.unwrap(guek) : undefined,
          gak: gak ? ring.unwrap(gak) : undefined,
          others: sealed ? ring.unseal(sealed) : undefined,
        },
      ]
    }),
  )
}

/** Forgets frames that are too old. */
export async function forgetFrames(pool: Pool, now: number): Promise<void> {
  await pool.query('delete from end_device_control_frames where at < $1', [new Date(now - framesKeptMs)])
}
