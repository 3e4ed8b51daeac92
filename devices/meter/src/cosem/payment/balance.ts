import { obis } from '@ferraris/cosem'
import { classes } from '@ferraris/cosem/classes'
import type { Agenda, Automation } from '../../automation/automation.ts'
import { accountName, collected, lastCollection } from './charges.ts'

const { credit, account } = classes

/** The first or the second of two credits or charges. */
export type Which = 0 | 1

export function both<T>(of: (which: Which) => T): [T, T] {
  return [of(0), of(1)]
}

/** The token credit, and the emergency credit that follows it once it was invoked. */
export const credits = [obis('0.0.19.10.0.255'), obis('0.0.19.10.1.255')] as const

/** What the meter keeps of its account: the balance at the last settlement. What is collected since is computed. */
export type Balance = {
  readonly status: 'new' | 'active' | 'closed'
  /** Amounts of the two credits. */
  readonly amounts: readonly [number, number]
  readonly emergency: boolean
  /** Whether the switch was opened for lack of credit. */
  readonly cut?: boolean
  /** Up to when each charge is collected, and how much it has brought. */
  readonly collectedTo: readonly [number, number]
  readonly paid: readonly [number, number]
  readonly activated?: number
  readonly closed?: number
}

const key = 'account'
const newBalance: Balance = {
  status: 'new',
  amounts: [0, 0],
  emergency: false,
  collectedTo: [0, 0],
  paid: [0, 0],
}

/** The account as it stands at an instant. */
export function balanceAt(automation: Automation, at: number): Balance {
  const kept = automation.memory.get<Balance>(key) ?? newBalance
  if (kept.status !== 'active') return kept
  const amounts = both(which => collected(automation, which, kept.collectedTo[which], at))
  return {
    ...kept,
    amounts: allocate(automation, kept, amounts[0] + amounts[1]),
    collectedTo: both(which => Math.max(kept.collectedTo[which], lastCollection(automation, which, at))),
    paid: [kept.paid[0] + amounts[0], kept.paid[1] + amounts[1]],
  }
}

/** The credit in use pays down to its limit, then the next one; the remainder is owed by the first. */
function allocate(automation: Automation, { amounts, emergency }: Balance, due: number): [number, number] {
  const [token, reserve] = amounts
  const fromToken = Math.min(due, room(automation, 0, token))
  const fromReserve = emergency ? Math.min(due - fromToken, room(automation, 1, reserve)) : 0
  return [token - (due - fromReserve), reserve - fromReserve]
}

/** What a credit can still pay. */
function room({ settings }: Automation, which: Which, amount: number): number {
  return Math.max(0, amount - settings.get(credit, credits[which], 'limit'))
}

/** What can still be paid at an instant (available_credit). */
export function available(automation: Automation, { amounts, emergency }: Balance): number {
  return room(automation, 0, amounts[0]) + (emergency ? room(automation, 1, amounts[1]) : 0)
}

/** Changes the account; what was collected up to now is settled first, at the prices of before. */
export function settle(automation: Automation, now: number, change: Partial<Balance> = {}): void {
  automation.change(now, () => {
    automation.memory.set(key, { ...balanceAt(automation, now), ...change } satisfies Balance)
    reconnect(automation, now)
  })
}

/** Adds to a credit, or takes from it; false where the sum does not fit. */
export function addCredit(automation: Automation, which: Which, amount: number, now: number): boolean {
  const before = balanceAt(automation, now).amounts
  const amounts = both(place => before[place] + (place === which ? amount : 0))
  if (Math.abs(amounts[which]) > 0x7fffffff) return false
  settle(automation, now, { amounts })
  return true
}

/** Whether customers pay before or after they use (account_mode); after, as the meter leaves the factory. */
export function accountMode({ settings }: Automation): 'credit' | 'prepayment' {
  const { id, type } = account.attributes.modeAndStatus
  const kept = settings.data(accountName, id)
  return kept !== undefined && type.decode(kept).mode === 'prepayment' ? 'prepayment' : 'credit'
}

function isPrepaid(automation: Automation, { status }: Balance): boolean {
  return status === 'active' && accountMode(automation) === 'prepayment'
}

/** With credit again the meter closes the switch itself, where its control mode lets it; else the customer does. */
function reconnect(automation: Automation, now: number): void {
  const balance = balanceAt(automation, now)
  if (balance.cut !== true || (isPrepaid(automation, balance) && available(automation, balance) === 0)) return
  automation.memory.set(key, { ...balance, cut: false } satisfies Balance)
  automation.store.supply.execute('local-reconnect', now)
}

function hasCredit(automation: Automation, at: number): boolean {
  return available(automation, balanceAt(automation, at)) > 0
}

/** A prepaid account has the supply cut at the collection for which nothing is left. */
export const accountAgenda: Agenda = (automation, _, since, until) => {
  const { supply } = automation.store
  if (!isPrepaid(automation, balanceAt(automation, since)) || !supply.outputState || supply.controlMode === 0)
    return undefined
  if (hasCredit(automation, until)) return undefined
  // What is available only falls: the instant at which nothing is left is found by halving.
  let [low, high] = [since, until]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (hasCredit(automation, middle)) low = middle
    else high = middle
  }
  return {
    at: high,
    run: () => {
      automation.memory.set(key, { ...balanceAt(automation, high), cut: true } satisfies Balance)
      supply.execute('local-disconnect', high)
    },
  }
}
