import { classes, obis } from '@ferraris/cosem'
import type { AgendaOf } from '../../automation/agendas.ts'
import type { Programme } from '../../automation/automation.ts'
import { accountName, collected, lastCollection } from './charges.ts'

const { credit, account } = classes

/** The token credit, and the emergency credit that follows it once it was invoked. */
export const credits = [obis('0.0.19.10.0.255'), obis('0.0.19.10.1.255')] as const

/** What the meter keeps of its account: the balance at the last settlement. What is collected since is computed. */
export type Balance = {
  readonly status: 'new' | 'active' | 'closed'
  /** Amounts of the two credits. */
  readonly amounts: readonly [number, number]
  readonly emergency: boolean
  /** Whether it was for want of credit that the switch was opened. */
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
export function balanceAt(programme: Programme, at: number): Balance {
  const kept = programme.memory.get<Balance>(key) ?? newBalance
  if (kept.status !== 'active') return kept
  const amounts = [0, 1].map(which => collected(programme, which as 0 | 1, kept.collectedTo[which]!, at)) as [
    number,
    number,
  ]
  return {
    ...kept,
    amounts: allocate(programme, kept, amounts[0] + amounts[1]),
    collectedTo: [0, 1].map(which =>
      Math.max(kept.collectedTo[which]!, lastCollection(programme, which as 0 | 1, at)),
    ) as [number, number],
    paid: [kept.paid[0] + amounts[0], kept.paid[1] + amounts[1]],
  }
}

/** The credit in use pays down to its limit, then the next one; what neither can pay is owed by the first. */
function allocate(programme: Programme, { amounts, emergency }: Balance, due: number): [number, number] {
  const [token, reserve] = amounts
  const fromToken = Math.min(due, room(programme, 0, token))
  const fromReserve = emergency ? Math.min(due - fromToken, room(programme, 1, reserve)) : 0
  return [token - (due - fromReserve), reserve - fromReserve]
}

/** What a credit can still pay. */
function room({ settings }: Programme, which: 0 | 1, amount: number): number {
  return Math.max(0, amount - settings.get(credit, credits[which], 'limit'))
}

/** What can still be paid at an instant (available_credit). */
export function available(programme: Programme, { amounts, emergency }: Balance): number {
  return room(programme, 0, amounts[0]) + (emergency ? room(programme, 1, amounts[1]) : 0)
}

/** Changes the account; what was collected up to now is settled first, at the prices of before. */
export function settle(programme: Programme, now: number, change: Partial<Balance> = {}): void {
  programme.change(now, () => {
    programme.memory.set(key, { ...balanceAt(programme, now), ...change } satisfies Balance)
    reconnect(programme, now)
  })
}

/** Adds to a credit, or takes from it; false where the sum does not fit. */
export function addCredit(programme: Programme, which: 0 | 1, amount: number, now: number): boolean {
  const amounts = [...balanceAt(programme, now).amounts] as [number, number]
  amounts[which] += amount
  if (Math.abs(amounts[which]) > 0x7fffffff) return false
  settle(programme, now, { amounts })
  return true
}

/** Whether customers pay before or after they use (account_mode); after, as the meter leaves the factory. */
export function accountMode({ settings }: Programme): 'credit' | 'prepayment' {
  const { id, type } = account.attributes.modeAndStatus
  const kept = settings.data(accountName, id)
  return kept !== undefined && type.decode(kept).mode === 'prepayment' ? 'prepayment' : 'credit'
}

function isPrepaid(programme: Programme, { status }: Balance): boolean {
  return status === 'active' && accountMode(programme) === 'prepayment'
}

/** With credit again the meter closes the switch itself, where its control mode lets it; else the customer does. */
function reconnect(programme: Programme, now: number): void {
  const balance = balanceAt(programme, now)
  if (balance.cut !== true || (isPrepaid(programme, balance) && available(programme, balance) === 0)) return
  programme.memory.set(key, { ...balance, cut: false } satisfies Balance)
  programme.store.supply.execute('local-reconnect', now)
}

function hasCredit(programme: Programme, at: number): boolean {
  return available(programme, balanceAt(programme, at)) > 0
}

/** A prepaid account has the supply cut at the collection for which nothing is left. */
export const accountAgenda: AgendaOf = (programme, _, since, until) => {
  const { supply } = programme.store
  if (!isPrepaid(programme, balanceAt(programme, since)) || !supply.outputState || supply.controlMode === 0)
    return undefined
  if (hasCredit(programme, until)) return undefined
  // What is available only falls: the instant at which nothing is left is found by halving.
  let [low, high] = [since, until]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (hasCredit(programme, middle)) low = middle
    else high = middle
  }
  return {
    at: high,
    run: () => {
      programme.memory.set(key, { ...balanceAt(programme, high), cut: true } satisfies Balance)
      supply.execute('local-disconnect', high)
    },
  }
}
