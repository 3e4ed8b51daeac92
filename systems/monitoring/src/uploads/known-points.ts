import type { PoolClient } from 'pg'
import type { Refusal, Upload } from './upload.ts'

/** A meter that a device hears, with what an upload of it must say. */
export interface KnownPoint {
  readonly id: number
  readonly device: string
  readonly meter: string
  readonly pod: string
  readonly participant: string
  readonly smitp_address: string
  readonly system_title: string
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
  readonly told_firmware: string | null
  readonly last_upload_at: Date | null
  readonly starts: string
  readonly ends: string | null
}

/** All points of these devices, by device and meter. */
export async function pointsOf(
  client: PoolClient,
  devices: readonly string[],
): Promise<Map<string, KnownPoint>> {
  const { rows } = await client.query<KnownPoint>(
    `select p.id, p.device, p.meter, p.pod, d.participant, d.smitp_address, d.system_title, d.maker, d.model, d.hardware,
       d.firmware, d.told_firmware, d.last_upload_at, d.starts, d.ends
     from device d join point p on p.device = d.id where d.id = any($1)`,
    [devices],
  )
  return new Map(rows.map(point => [keyOf(point.device, point.meter), point]))
}

/** The point that an upload is of, or why it is not taken. A device of another participant is answered like one that does not exist. */
export function pointOf(points: ReadonlyMap<string, KnownPoint>, upload: Upload): KnownPoint | Refusal {
  const point = points.get(keyOf(upload.device, upload.meter))
  const isOwn = upload.participant === null || point?.participant === upload.participant
  if (point === undefined || !isOwn) {
    const detail = `${upload.device} with the meter ${upload.meter} is no device of this participant`
    return { reason: 'unknown-device', detail }
  }
  if (point.pod !== upload.pod)
    return { reason: 'foreign-pod', detail: `${upload.pod} is not the point of delivery of ${upload.device}` }
  if (point.smitp_address !== upload.smitpAddress)
    return { reason: 'wrong-parameters', detail: `${upload.device} has another SMITP address` }
  // Meters of production have titles of their own, which the campaign does not ask for.
  if (point.meter === 'M1' && point.system_title !== upload.systemTitle)
    return { reason: 'wrong-parameters', detail: `${upload.device} has another system title` }
  return point
}

export function isRefusal(found: KnownPoint | Refusal): found is Refusal {
  return 'reason' in found
}

function keyOf(device: string, meter: string): string {
  return `${device} ${meter}`
}
