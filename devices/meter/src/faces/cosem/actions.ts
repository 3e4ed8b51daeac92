import { classes, type Data, data, encodeData, ValueError, type ValueType } from '@ferraris/cosem'
import type { ActionAnswer } from '@ferraris/dlms'
import type { SwitchOrder } from '../../store/supply-switch.ts'
import type { Context } from './context.ts'
import type { SecuredClient } from './object-table.ts'

/** Carries out a method; the parameter is absent where the client sent none. */
export type Action = (context: Context, parameter: Data | undefined) => ActionAnswer

const DONE: ActionAnswer = { result: 'success' }

const order =
  (name: SwitchOrder): Action =>
  ({ store, now }) =>
    // What is already done is no failure: an order may be repeated by a client that missed the answer.
    store.supply.execute(name, now) || store.supply.isDone(name) ? DONE : { result: 'temporary-failure' }

/** adjust_to_quarter, adjust_to_minute: to the nearest whole one of what the clock shows. */
const adjustTo =
  (seconds: number): Action =>
  ({ store, now }) => {
    store.setClock(Math.round(store.clock.read(now) / seconds) * seconds, now)
    return DONE
  }

/** shift_time: by −900 … 900 seconds (IEC 62056-6-2, class 8, method 6). */
const shiftTime: Action = ({ store, now }, parameter) => {
  if (parameter?.type !== 'long') return { result: 'type-unmatched' }
  if (Math.abs(parameter.value) > 900) return { result: 'other-reason' }
  store.setClock(store.clock.read(now) + parameter.value, now)
  return DONE
}

/** key_transfer (IEC 62056-6-2, class 64, method 2): new keys for a client, wrapped with the master key. */
const transferKeys =
  (client: SecuredClient): Action =>
  ({ keys, store, now }, parameter) => {
    const transferred = parameter && decoded(classes.securitySetupV0.methods.keyTransfer.type, parameter)
    if (transferred === undefined) return { result: 'type-unmatched' }
    if (!keys.transfer(client, transferred)) return { result: 'other-reason' }
    store.events.record('keysChanged', now)
    return DONE
  }

const decoded = <T>(type: ValueType<T>, value: Data): T | undefined => {
  try {
    return type.decode(value)
  } catch (error) {
    if (error instanceof ValueError) return undefined
    throw error
  }
}

/** The machine answers the challenge before an association stands; within one there is nothing to prove any more. */
const alreadyProved: Action = () => ({ result: 'other-reason', data: encodeData(data.nothing()) })

/** The actions by the names that object tables use. */
export const ACTIONS = {
  'switch.remoteDisconnect': order('remote-disconnect'),
  'switch.remoteReconnect': order('remote-reconnect'),
  'clock.adjustToQuarter': adjustTo(900),
  'clock.adjustToMinute': adjustTo(60),
  'clock.shiftTime': shiftTime,
  'association.replyToHls': alreadyProved,
  'keys.transferToReader': transferKeys('reader'),
  'keys.transferToManagement': transferKeys('management'),
} satisfies Record<string, Action>

export type ActionName = keyof typeof ACTIONS
