import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

/** An approval as the head-end tells it. */
interface Approval {
  readonly id: string
  readonly control: string | null
  readonly activity: string | null
  readonly endDevice: string | null
  readonly kind: string
  readonly meters: number
  readonly reasons: readonly string[]
  readonly note: string | null
  readonly least: string
  readonly state: string
  readonly requestedBy: string
  readonly requestedAt: string
  readonly decidedBy: string | null
  readonly comment: string | null
}

/** `approval list`. */
export async function listApprovals({
  headEnd,
  json,
  state,
  limit,
}: AskOptions & { readonly state?: string; readonly limit: number }): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(state !== undefined && { state }) })
  const page = (await new HeadEndDoor(headEnd).get(`/approvals?${query}`, 'the list of approvals')) as {
    readonly items: readonly Approval[]
  }
  show(json, page, () => (page.items.length === 0 ? 'nothing waits' : approvalsTable(page.items)))
}

function approvalsTable(approvals: readonly Approval[]): string {
  const heads = [
    { title: 'approval' },
    { title: 'asked' },
    { title: 'by' },
    { title: 'what' },
    { title: 'why', flexible: 'cut' as const },
    { title: 'for' },
    { title: 'state' },
  ]
  return table(
    heads,
    approvals.map(approval => [
      approval.id,
      `${approval.requestedAt.slice(0, 16)}Z`,
      approval.requestedBy,
      what(approval),
      approval.reasons.join(', '),
      approval.least,
      approval.decidedBy === null ? approval.state : `${approval.state} by ${approval.decidedBy}`,
    ]),
  )
}

function what({ kind, endDevice, activity, meters }: Approval): string {
  if (activity !== null) return `${kind} of ${meters} meters (${activity})`
  return `${kind} of ${endDevice ?? 'a meter that is gone'}`
}

/** `approval approve`, `approval reject`. */
export async function decide(
  decision: 'approve' | 'reject',
  id: string,
  { headEnd, json, comment }: AskOptions & { readonly comment?: string },
): Promise<void> {
  const path = `/approvals/${encodeURIComponent(id)}/${decision}`
  const body = comment === undefined ? {} : { comment }
  const approval = (await new HeadEndDoor(headEnd).post(path, body, `to ${decision} ${id}`)) as Approval
  show(json, approval, () => `${print.name(id)}  ${what(approval)}: ${approval.state}`)
}
