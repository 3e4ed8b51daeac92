import type { PoolClient } from 'pg'
import type { Refusal, Upload } from './upload.ts'

/** Refusals that are kept: the newest. */
const mostRefusals = 10_000

export interface RefusedUpload extends Refusal, Pick<Upload, 'participant' | 'place'> {
  readonly source: 'mqtt' | 'csv' | 'head-end'
}

/** Keeps refused uploads for their participant to look at; the oldest are dropped. */
export async function storeRefusals(
  client: PoolClient,
  refused: readonly RefusedUpload[],
  at: number,
): Promise<void> {
  if (refused.length === 0) return
  const column = (of: (one: RefusedUpload) => string | null) => refused.map(of)
  await client.query(
    `insert into refused_upload (at, source, participant, place, reason, detail)
     select $1, source, participant, place, reason, left(detail, 500)
     from unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[]) as t (source, participant, place, reason, detail)`,
    [
      new Date(at),
      column(one => one.source),
      column(one => one.participant),
      column(one => one.place),
      column(one => one.reason),
      column(one => one.detail),
    ],
  )
  await client.query(`delete from refused_upload where id <= (select max(id) from refused_upload) - $1`, [
    mostRefusals,
  ])
}
