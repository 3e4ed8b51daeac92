import { cancelActivity } from '../../activities/steer.ts'
import { cancelControl } from '../../record/cancel.ts'
import type { ControlParts } from '../../record/order.ts'
import { releaseControls } from '../../record/release.ts'
import type { Waiting } from './decide.ts'

export type WaitingParts = ControlParts

/**
 * Orders and activities that wait for a second person: released, or cancelled with the reason. An approved activity goes on by itself: its
 * runner sees it.
 */
export function waitingOrders(parts: WaitingParts): Waiting {
  const { db, pool, now } = parts
  return {
    async release({ control }) {
      if (control !== null) await releaseControls(parts, { control })
    },
    async cancel({ control, activity }, by, why) {
      if (activity !== null) await cancelActivity(pool, activity, by, now())
      if (control === null) return
      await cancelControl(pool, control, by, now())
      await db
        .updateTable('end_device_control')
        .set({ cause: 'not-approved', detail: why })
        .where('id', '=', control)
        .execute()
    },
  }
}
