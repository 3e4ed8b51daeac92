import type { Kysely } from 'kysely'
import { closeByField } from '../../orders/record/close-by-field.ts'
import type { Tables } from '../../tables.ts'

/** All steps of a work order are done: the line that it was issued for is closed, and so is the order behind it. */
export async function closeLines(
  db: Kysely<Tables>,
  workOrder: string,
  { at, by }: { readonly at: number; readonly by: string },
): Promise<void> {
  const lines = await db
    .updateTable('work_request_line')
    .set({ closed: 'done', closed_at: new Date(at) })
    .where('work_order', '=', workOrder)
    .where('closed', 'is', null)
    .returning('control_id')
    .execute()
  for (const { control_id: control } of lines) {
    if (control === null) continue
    await closeByField(db, control, {
      at,
      detail: `done in field, work order ${workOrder}, handed in by ${by}`,
    })
  }
}
