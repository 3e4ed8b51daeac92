import { type Kysely, sql } from 'kysely'

/** Values of meters as a snapshot read them last, so that the health of all meters is told without opening every snapshot. */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    create table diagnosis_item (
      end_device_id bigint not null references end_device on delete cascade,
      obis text not null,
      read_at timestamptz not null,
      item jsonb not null,
      primary key (end_device_id, obis)
    )`.execute(db)
  await sql`create index on diagnosis_item (obis)`.execute(db)
  await sql`
    insert into diagnosis_item (end_device_id, obis, read_at, item)
    select distinct on (g.end_device_id, i.item->>'obis') g.end_device_id, i.item->>'obis', g.taken_at, i.item
    from diagnosis g cross join lateral jsonb_array_elements(g.snapshot->'items') as i (item)
    where i.item->>'outcome' = 'read' and i.item->'attribute' = '2'
    order by g.end_device_id, i.item->>'obis', g.taken_at desc`.execute(db)
}
