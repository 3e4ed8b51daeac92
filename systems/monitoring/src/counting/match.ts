import type { DayCounters } from './day-counters.ts'

/**
 * Why a day says nothing about the line: one of the sides was without supply, only one of them has told what it counted, or the
 * device ran a version that no integration test has passed.
 */
export const voidReasons = ['power-loss', 'not-sent', 'not-received', 'untested'] as const
export type VoidReason = (typeof voidReasons)[number]

/** A day of one meter and one device, with what both have counted. */
export interface MatchedDay {
  readonly day: string
  readonly sent: DayCounters | null
  readonly received: DayCounters | null
  /** Null for a day that counts. */
  readonly void: VoidReason | null
}

/** Puts the days of a meter beside those of its device, each day once and in order. */
export function matchDays(
  sent: Iterable<DayCounters>,
  received: Iterable<DayCounters>,
  isTested: (day: string) => boolean = () => true,
): MatchedDay[] {
  const bySent = new Map([...sent].map(its => [its.day, its]))
  const byReceived = new Map([...received].map(its => [its.day, its]))
  const days = [...new Set([...bySent.keys(), ...byReceived.keys()])].sort()
  return days.map(day => {
    const pair = { sent: bySent.get(day) ?? null, received: byReceived.get(day) ?? null }
    return { day, ...pair, void: reasonOf(pair, isTested(day)) }
  })
}

function reasonOf({ sent, received }: Pick<MatchedDay, 'sent' | 'received'>, isTested: boolean) {
  if (sent?.powerLoss || received?.powerLoss) return 'power-loss'
  if (sent === null) return 'not-sent'
  if (received === null) return 'not-received'
  return isTested ? null : 'untested'
}
