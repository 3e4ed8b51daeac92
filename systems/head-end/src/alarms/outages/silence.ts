import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'
import { fewestOfOutage, freshSilenceMs } from '../bounds.ts'

/** So much of a section must be silent: one meter behind a cut may still be heard over another way. */
const shareOfSection = 0.9

/**
 * Suspects that meters have lost their supply whose whole section of the line fell silent: the line of a concentrator, what lies behind
 * one repeater, one phase, one feeder. A meter alone, or some here and there, are a matter of the line, not of supply.
 */
export async function suspectSilentSections(db: Kysely<Tables>, now: number): Promise<void> {
  await sql`
    with served as (
      select m.end_device_id as id, n.concentrator, n.aca, n.route, n.phase as side, n.state = 'silent' as silent,
        n.state = 'silent' and n.valid_from > ${new Date(now - freshSilenceMs)} as fresh,
        least(n.last_heard, n.valid_from) as heard, n.valid_from, k.substation as station
      from line_neighbour n
      join line_meter m on m.aca = n.aca and m.concentrator = n.concentrator and m.end_device_id is not null
      join concentrator k on k.id = n.concentrator and k.state = 'online'
      where n.valid_to is null and n.state in ('adopted', 'silent') and n.concentrator in (
        select concentrator from line_neighbour
        where valid_to is null and state = 'silent' and valid_from > ${new Date(now - freshSilenceMs)})
    ), placed as (
      select s.*, p.substation, p.feeder, p.phase from served s left join supply_point p on p.end_device_id = s.id
    ), sections as (
      select id, silent, concentrator, 'line' as section from placed
      union all select id, silent, concentrator, 'behind ' || aca from placed
      union all select id, silent, concentrator, 'behind ' || r from placed, unnest(route) r
      union all select id, silent, concentrator, 'side ' || side from placed where side is not null
      union all select id, silent, concentrator, 'feeder ' || feeder || ' ' || coalesce(phase, '') from placed where feeder is not null
    ), dark as (
      select concentrator, section from sections group by concentrator, section
      having count(*) filter (where silent) >= ${fewestOfOutage}
        and count(*) filter (where silent) >= count(*) * ${shareOfSection}::float8
    )
    insert into interruption (end_device_id, began, noticed_at, source, confirmed, substation, feeder, phase)
    select distinct on (p.id) p.id, p.heard, ${new Date(now)}::timestamptz, 'silence', false,
      coalesce(p.substation, p.station), p.feeder, p.phase
    from placed p join sections s using (id, concentrator) join dark using (concentrator, section)
    where p.fresh and not exists (
      -- This silence was looked at before, and is over, or was refuted.
      select from interruption i where i.end_device_id = p.id and (i.ended is null or i.ended >= p.valid_from))
    order by p.id
    on conflict (end_device_id) where ended is null do nothing`.execute(db)
}
