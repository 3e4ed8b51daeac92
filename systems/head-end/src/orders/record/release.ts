import { afterCommit } from '@ferraris/service'
import { sql } from 'kysely'
import type { ControlParts } from './order.ts'

/** Lets orders begin that were kept back: one, or all lines of an activity. What is over stays so. */
export async function releaseControls(
  { db, network, executor }: Pick<ControlParts, 'db' | 'network' | 'executor'>,
  which: { readonly control: string } | { readonly activity: string },
): Promise<void> {
  const isMeant = 'control' in which ? sql`id = ${which.control}` : sql`activity = ${which.activity}`
  const { rows } = await sql<{ concentrator: string | null }>`
    update end_device_control set released = true
    where ${isMeant} and not released and not settled and state <> 'expired'
    returning concentrator`.execute(db)
  const concentrators = new Set(rows.flatMap(({ concentrator }) => concentrator ?? []))
  await network.sendJobs([...concentrators])
  await afterCommit(async () => executor.wake())
}
