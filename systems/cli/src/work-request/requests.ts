import { writeFileSync } from 'node:fs'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Line {
  readonly endDevice: string
  readonly control: string | null
  readonly steps: readonly { readonly action: string }[]
  readonly why: string
  readonly state: string
  readonly error: string | null
}

interface Request {
  readonly id: string
  readonly reason: string
  readonly state: string
  readonly createdAt: string
  readonly lines: Readonly<Record<string, number>>
}

interface RequestDetail extends Request {
  readonly items: readonly Line[]
  readonly leftOut: readonly { readonly control: string; readonly why: string }[]
}

/** `work-request create`. */
export async function createRequest(
  controls: readonly string[],
  { headEnd, json, reason, activity }: AskOptions & { readonly reason: string; readonly activity?: string },
): Promise<void> {
  const body = {
    reason,
    ...(controls.length > 0 && { controls }),
    ...(activity !== undefined && { activity }),
  }
  const made = (await new HeadEndDoor(headEnd).post(
    '/work-requests',
    body,
    'a work request',
  )) as RequestDetail
  show(json, made, () => describe(made))
}

/** `work-request list`. */
export async function listRequests({
  headEnd,
  json,
  activity,
  limit,
}: AskOptions & { readonly activity?: string; readonly limit: number }): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(activity !== undefined && { activity }) })
  const page = (await new HeadEndDoor(headEnd).get(`/work-requests?${query}`, 'work requests')) as {
    readonly items: readonly Request[]
  }
  const heads = ['work request', 'made', 'state', 'done', 'of', 'reason'].map(title => ({ title }))
  show(json, page, () =>
    page.items.length === 0
      ? 'no work requests'
      : table(
          heads,
          page.items.map(({ id, createdAt, state, lines, reason }) => [
            id,
            `${createdAt.slice(0, 16)}Z`,
            state,
            String(lines.done),
            String(lines.total),
            reason,
          ]),
        ),
  )
}

/** `work-request show`. */
export async function showRequest(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const found = (await new HeadEndDoor(headEnd).get(pathOf(id), `work request ${id}`)) as RequestDetail
  show(json, found, () => describe(found))
}

/** `work-request issue`: writes the file for the field device. */
export async function issueRequest(
  id: string,
  {
    headEnd,
    json,
    device,
    hours,
    out,
  }: AskOptions & { readonly device: string; readonly hours: number; readonly out: string },
): Promise<void> {
  const notAfter = new Date(Date.now() + hours * 3_600_000).toISOString()
  const door = new HeadEndDoor(headEnd)
  const what = `the orders of work request ${id}`
  const { document, ...issued } = (await door.post(
    `${pathOf(id)}/issue`,
    { fieldDevice: device, notAfter },
    what,
  )) as {
    readonly document: string
    readonly issued: readonly { readonly endDevice: string }[]
    readonly leftOut: readonly { readonly endDevice: string; readonly why: string }[]
  }
  writeFileSync(out, document, { mode: 0o600 })
  show(json, { ...issued, file: out }, () =>
    [
      `${out}  ${issued.issued.length} ${issued.issued.length === 1 ? 'order' : 'orders'}, until ${notAfter}`,
      ...issued.leftOut.map(({ endDevice, why }) => `  ${endDevice} is left out: ${why}`),
    ].join('\n'),
  )
}

/** `work-request cancel`. */
export async function cancelRequest(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const what = `the cancellation of ${id}`
  const found = (await door.post(`${pathOf(id)}/cancel`, undefined, what)) as RequestDetail
  show(json, found, () => describe(found))
}

function pathOf(id: string): string {
  return `/work-requests/${encodeURIComponent(id)}`
}

function describe({ id, state, reason, items, leftOut }: RequestDetail): string {
  const heads = [
    { title: 'meter' },
    { title: 'what' },
    { title: 'state' },
    { title: 'why', flexible: 'cut' as const },
  ]
  const rows = items.map(({ endDevice, steps, state, error, why }) => [
    endDevice,
    steps.map(({ action }) => action).join(', '),
    state,
    error ?? why,
  ])
  const others = leftOut.map(({ control, why }) => `${control} is left out: ${why}`)
  return [`${print.name(id)}  ${state}  ${reason}`, table(heads, rows), ...others].join('\n')
}
