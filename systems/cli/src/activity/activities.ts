import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface ListOptions extends AskOptions {
  readonly state?: string
  readonly limit: number
}

interface Counts {
  readonly total: number
  readonly waiting: number
  readonly open: number
  readonly succeeded: number
  readonly failed: number
  readonly cancelled: number
}

/** An activity as the head-end tells it. */
export interface Activity {
  readonly id: string
  readonly name: string
  readonly kind: string
  readonly state: string
  readonly waitsFor: string | null
  readonly opensAt: string | null
  readonly stopped: { readonly stage: number; readonly failed: number; readonly of: number } | null
  readonly counts: Counts
  readonly leftOut: number
}

interface ActivityDetail extends Activity {
  readonly byConcentrator: readonly { readonly concentrator: string | null; readonly counts: Counts }[]
  readonly failures: readonly {
    readonly state: string
    readonly cause: string | null
    readonly detail: string | null
    readonly count: number
  }[]
  readonly leftOutBy: readonly { readonly reason: string; readonly count: number }[]
}

/** `activity list`. */
export async function listActivities({ headEnd, json, state, limit }: ListOptions): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(state !== undefined && { state }) })
  const page = (await new HeadEndDoor(headEnd).get(`/activities?${query}`, 'the list of activities')) as {
    readonly items: readonly Activity[]
  }
  const heads = [
    { title: 'activity' },
    { title: 'name', flexible: 'cut' as const },
    { title: 'what' },
    { title: 'state' },
  ]
  const rows = page.items.map(its => [its.id, its.name, its.kind, stateOf(its), ...cells(its.counts)])
  show(json, page, () => (rows.length === 0 ? 'no activities' : table([...heads, ...countHeads], rows)))
}

/** `activity show`. */
export async function showActivity(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/activities/${encodeURIComponent(id)}`
  const activity = (await new HeadEndDoor(headEnd).get(path, `activity ${id}`)) as ActivityDetail
  show(json, activity, () => detailText(activity))
}

/** `activity pause`, `resume` and `cancel`. */
export async function steerActivity(verb: string, id: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/activities/${encodeURIComponent(id)}/${verb}`
  const activity = (await new HeadEndDoor(headEnd).post(path, undefined, `to ${verb} ${id}`)) as Activity
  show(json, activity, () => describe(activity))
}

/** In one line. */
export function describe(activity: Activity): string {
  const { id, name, counts, leftOut } = activity
  const done = `${counts.succeeded} of ${counts.total} done, ${counts.failed} failed`
  return `${print.name(id)}  ${name}: ${stateOf(activity)}; ${done}${leftOut > 0 ? `, ${leftOut} meters left out` : ''}`
}

function stateOf({ state, waitsFor, opensAt, stopped }: Activity): string {
  if (stopped !== null) return `stopped: ${stopped.failed} of ${stopped.of} failed in stage ${stopped.stage}`
  if (waitsFor === null) return state
  return `${state}, waits for ${waitsFor}${opensAt === null ? '' : ` at ${opensAt}`}`
}

const countNames = ['total', 'waiting', 'open', 'succeeded', 'failed', 'cancelled'] as const
const countHeads = countNames.map(title => ({ title, align: 'right' as const }))

function cells(counts: Counts): string[] {
  return countNames.map(name => String(counts[name]))
}

function detailText(activity: ActivityDetail): string {
  const { byConcentrator, failures, leftOutBy } = activity
  const places = byConcentrator.map(its => [its.concentrator ?? 'own connection', ...cells(its.counts)])
  const causes = failures.map(its => [String(its.count), its.state, its.cause ?? '', its.detail ?? ''])
  const causeHeads = [
    { title: 'failed', align: 'right' as const },
    { title: 'state' },
    { title: 'cause' },
    { title: 'for example', flexible: 'cut' as const },
  ]
  return [
    describe(activity),
    ...(places.length > 0 ? [table([{ title: 'concentrator' }, ...countHeads], places)] : []),
    ...(causes.length > 0 ? [table(causeHeads, causes)] : []),
    ...leftOutBy.map(({ reason, count }) => `left out, ${reason}: ${count}`),
  ].join('\n')
}
