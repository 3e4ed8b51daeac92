import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import type { CallerAnswer, FoundMeter } from './roads.ts'

/**
 * The meters of the inventory that callers say to be, in the order of their answers: by the system title first, whatever address the
 * meter calls from, else by its number. Undefined for a caller that is none of them.
 */
export async function findCallers(
  db: Kysely<Tables>,
  answers: readonly CallerAnswer[],
): Promise<(FoundMeter | undefined)[]> {
  const { rows } = await sql<FoundMeter & { readonly place: number }>`
    select distinct on (g.place) g.place::integer, d.id as "endDeviceId", d.serial
    from unnest(${answers.map(({ systemTitle }) => systemTitle ?? null)}::text[],
        ${answers.map(({ deviceName }) => deviceName)}::text[],
        ${answers.map(({ serial }) => serial ?? null)}::text[])
      with ordinality as g (title, name, number, place)
    join end_device d on d.system_title = decode(g.title, 'hex') or d.serial = g.name or d.serial = g.number
    order by g.place, d.system_title is not distinct from decode(g.title, 'hex') desc, d.id`.execute(db)
  const found: (FoundMeter | undefined)[] = answers.map(() => undefined)
  for (const { place, endDeviceId, serial } of rows) found[place - 1] = { endDeviceId, serial }
  return found
}
