import { type Data, data, dateTimeAt, encodeDateTime } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import { type Action, done } from '../model/action.ts'
import type { Context } from '../model/context.ts'
import { lastConfirmation, push, resetPush } from './push.ts'

/** push (IEC 62056-6-2, class 40, method 1). */
export const pushNow: Action = ({ automation, object, now }) =>
  push(automation, object, now) ? done : { result: 'temporary-failure' }

/** reset (version 2, method 2). */
export const resetPushes: Action = ({ automation, object }) => {
  resetPush(automation, object)
  return done
}

/** last_confirmation_date_time (version 2, attribute 13); nothing specified before the first. */
export function confirmationTime({ automation, object, store: { clock } }: Context): Data {
  const at = lastConfirmation(automation, object)
  const { lastConfirmationDateTime } = classes.pushSetupV2.attributes
  if (at === undefined) return lastConfirmationDateTime.type.encode({})
  return data.octets(encodeDateTime(dateTimeAt(clock.read(at), clock.zone)))
}
