/**
 * An appliance that gives way: a boiler that is switched off when the countdown of the limiter starts, and on again when the power has
 * been within what is available for a while. What a person does with it in between is left alone: only changes are told.
 */
import { secondsPerMinute } from '@ferraris/metering'
import type { AlertView } from '../view/device-view.ts'

export interface ApplianceRule {
  readonly name: string
  /** Topic at the home's broker that the switch listens to, and what it understands. */
  readonly topic: string
  readonly on: string
  readonly off: string
  /** Countdowns that are longer leave the appliance alone, seconds. */
  readonly within: number
  /** It stays off for so long after the end, seconds. */
  readonly rest: number
}

export const ruleDefaults = { on: 'ON', off: 'OFF', within: 4 * 3600, rest: 10 * secondsPerMinute } as const

/** Whether the rule holds the appliance off, and since when nothing is wrong any more. */
export interface RuleState {
  readonly isOff: boolean
  readonly calmSince: number | undefined
}

export const ruleAtRest: RuleState = { isOff: false, calmSince: undefined }

type Step = readonly [RuleState, order: 'off' | 'on' | undefined]

/** Without a known power nothing is known to be right again: then it stays as it is. */
export function stepRule(
  state: RuleState,
  rule: ApplianceRule,
  alert: AlertView | null,
  isPowerKnown: boolean,
  now: number,
): Step {
  const isUrgent = alert !== null && alert.countdown !== null && alert.countdown <= rule.within
  if (isUrgent) return [{ isOff: true, calmSince: undefined }, state.isOff ? undefined : 'off']
  if (!state.isOff) return [state, undefined]
  if (alert !== null || !isPowerKnown) return [{ isOff: true, calmSince: undefined }, undefined]
  const calmSince = state.calmSince ?? now
  return now - calmSince >= rule.rest ? [ruleAtRest, 'on'] : [{ isOff: true, calmSince }, undefined]
}
