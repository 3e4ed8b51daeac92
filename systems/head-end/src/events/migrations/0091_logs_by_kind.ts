import { type Kysely, sql } from 'kysely'

/**
 * Meters keep a log for each kind of event: a schedule that reads the standard log means the others, too. A meter without one of
 * them is asked for it once.
 */
export async function up(db: Kysely<never>): Promise<void> {
  await sql`
    update meter_read_schedule s
    set profiles = s.profiles || array(
      select log from unnest(array['0.0.99.98.1.255', '0.0.99.98.2.255', '0.0.99.98.3.255',
        '0.0.99.98.4.255', '0.0.99.98.5.255']) as log
      where log <> all (s.profiles)
    )
    where '0.0.99.98.0.255' = any (s.profiles) and cardinality(s.profiles) <= 11`.execute(db)
}
