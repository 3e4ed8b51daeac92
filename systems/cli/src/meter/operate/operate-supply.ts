import type { MeterAccess, SwitchState } from '@ferraris/client'
import { ApplicationRefusal } from '../application-refusal.ts'

/**
 * Orders the supply switch, and gives its state as it is read back; undefined where the meter does not show it. Throws
 * ApplicationRefusal where the switch does not stand as ordered: a meter says yes to an order that changes nothing.
 */
export async function operateSupply(
  meter: MeterAccess,
  order: 'disconnect' | 'reconnect',
): Promise<SwitchState | undefined> {
  const state = await meter.operateSwitch(order)
  const stands = order === 'reconnect' ? state === 'connected' : state !== 'connected'
  if (state === undefined || stands) return state
  throw new ApplicationRefusal('supply-not-moved', `the switch is ${state} after the order to ${order}`)
}
