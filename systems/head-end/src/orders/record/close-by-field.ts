import { type Kysely, sql } from 'kysely'
import type { Tables } from '../../tables.ts'

/**
 * An order that came to nothing was carried out on site: done in field. One that has ended well, or is still under way, stays as it
 * is. True where it was closed.
 */
export async function closeByField(
  db: Kysely<Tables>,
  id: string,
  { at, detail }: { readonly at: number; readonly detail: string },
): Promise<boolean> {
  const row = await db
    .updateTable('end_device_control')
    .set({
      state: 'done',
      way: 'field',
      settled: true,
      cause: null,
      detail,
      confirmed_at: new Date(at),
      changed_at: sql<Date>`greatest(changed_at, ${new Date(at)})`,
    })
    .where('id', '=', id)
    .where('state', 'in', ['failed', 'refused', 'expired'])
    .returning('id')
    .executeTakeFirst()
  return row !== undefined
}
