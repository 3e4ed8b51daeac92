import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Debt {
  readonly list: string
  readonly endDevice: string
  readonly amount: string
  readonly currency: string
  readonly reference: string | null
  readonly state: string
  readonly detail: string | null
  readonly outcome: string | null
  readonly reconnection: string | null
}

interface DebtList {
  readonly id: string
  readonly name: string
  readonly createdAt: string
  readonly activity: {
    readonly state: string
    readonly waitsFor: string | null
    readonly opensAt: string | null
  }
  readonly states: readonly { readonly state: string; readonly count: number }[]
}

interface CreateOptions extends AskOptions {
  readonly name: string
  readonly csv: string
  readonly id?: string
  readonly currency?: string
  readonly start?: string
  readonly expires?: string
}

/** `debt create`. */
export async function createDebtList({ headEnd, json, csv, ...given }: CreateOptions): Promise<void> {
  const { name, id, currency, start, expires } = given
  const request = {
    name,
    csv: readText('--csv', csv),
    ...(id && { id }),
    ...(currency && { currency }),
    ...(start && { start }),
    ...(expires && { expires }),
  }
  const list = (await new HeadEndDoor(headEnd).post('/debt-lists', request, `the debts ${name}`)) as DebtList
  show(json, list, () => describe(list))
}

/** `debt list`. */
export async function listDebtLists({
  headEnd,
  json,
  limit,
}: AskOptions & { readonly limit: number }): Promise<void> {
  const page = (await new HeadEndDoor(headEnd).get(`/debt-lists?limit=${limit}`, 'the lists of debts')) as {
    readonly items: readonly DebtList[]
  }
  show(json, page, () =>
    page.items.length === 0 ? 'no lists of debts' : page.items.map(describe).join('\n'),
  )
}

/** `debt show`. */
export async function showDebtList(
  id: string,
  { headEnd, json, state, limit }: AskOptions & { readonly state?: string; readonly limit: number },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const path = `/debt-lists/${encodeURIComponent(id)}`
  const list = (await door.get(path, `the debts ${id}`)) as DebtList
  const query = new URLSearchParams({ limit: String(limit), ...(state !== undefined && { state }) })
  const page = (await door.get(`${path}/debts?${query}`, `the debts ${id}`)) as {
    readonly items: readonly Debt[]
  }
  show(json, { ...list, debts: page.items }, () => [describe(list), debtTable(page.items)].join('\n'))
}

interface PaidOptions extends AskOptions {
  readonly meter?: string
  readonly reference?: string
  readonly credit?: number
}

/** `debt paid`. */
export async function tellPayment({ headEnd, json, meter, reference, credit }: PaidOptions): Promise<void> {
  const payment = {
    ...(meter !== undefined && { endDevice: meter }),
    ...(reference !== undefined && { reference }),
    ...(credit !== undefined && { credit }),
  }
  const paid = (await new HeadEndDoor(headEnd).post('/debt-payments', payment, 'the payment')) as {
    readonly items: readonly Debt[]
  }
  show(json, paid, () => debtTable(paid.items))
}

function describe({ id, name, activity, states }: DebtList): string {
  const { state, waitsFor, opensAt } = activity
  const waits = waitsFor === null ? '' : `, waits for ${waitsFor}${opensAt === null ? '' : ` at ${opensAt}`}`
  const counts = states.map(its => `${its.count} ${its.state}`).join(', ')
  return `${print.name(id)}  ${name}: ${state}${waits}; ${counts}`
}

function debtTable(debts: readonly Debt[]): string {
  const heads = [
    { title: 'meter' },
    { title: 'amount', align: 'right' as const },
    { title: 'reference' },
    { title: 'state' },
    { title: 'detail', flexible: 'cut' as const },
  ]
  const rows = debts.map(debt => [
    debt.endDevice,
    `${debt.amount} ${debt.currency}`,
    debt.reference ?? '',
    debt.outcome === null ? debt.state : `${debt.state}: ${debt.outcome}`,
    debt.reconnection ?? debt.detail ?? '',
  ])
  return debts.length === 0 ? 'no debts' : table(heads, rows)
}
