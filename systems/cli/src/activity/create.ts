import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'
import { type Activity, describe } from './activities.ts'

interface PaceOptions extends AskOptions {
  readonly perConcentrator?: number
  readonly perCell?: number
  readonly overall?: number
}

interface GoingOptions extends PaceOptions {
  readonly id?: string
  readonly start?: string
  readonly expires?: string
  readonly hours?: { readonly from: string; readonly to: string }
  readonly retries?: number
}

interface CreateOptions extends GoingOptions {
  readonly name: string
  readonly kind: string
  readonly set: Readonly<Record<string, unknown>>
  readonly meter: readonly string[]
  readonly csv?: string
  readonly group: readonly string[]
  readonly concentrator: readonly string[]
  readonly search?: string
  readonly model?: string
  readonly state?: string
  readonly include?: readonly string[]
  readonly priority: string
  readonly stages?: readonly number[]
  readonly stopShare?: number
  readonly preview?: boolean
}

interface ReplanOptions extends GoingOptions {
  readonly name?: string
  readonly states: string
}

/** What a preview tells, as far as it is shown. */
interface Preview {
  readonly total: number
  readonly orders: number
  readonly needsApproval: boolean
  readonly reasons: readonly { readonly reason: string; readonly count: number; readonly leftOut: boolean }[]
  readonly badRows: readonly { readonly line: number; readonly detail: string }[]
  readonly badRowsTotal: number
}

/** `activity create`. */
export async function createActivity(options: CreateOptions): Promise<void> {
  const { headEnd, json, name, kind, set, include, priority, stages, stopShare } = options
  const what = { kind, parameters: set, targets: targetsOf(options), ...(include && { include }) }
  const door = new HeadEndDoor(headEnd)
  if (options.preview) {
    const preview = (await door.post('/activities/preview', what, 'the preview')) as Preview
    return show(json, preview, () => previewText(preview))
  }
  const request = {
    ...what,
    name,
    priority,
    ...goingOf(options),
    ...(stages && { stages }),
    ...(stopShare !== undefined && { stopRule: { share: stopShare } }),
  }
  const activity = (await door.post('/activities', request, `activity ${name}`)) as Activity
  show(json, activity, () => describe(activity))
}

/** `activity replan`. */
export async function replanActivity(id: string, options: ReplanOptions): Promise<void> {
  const { headEnd, json, name, states } = options
  const request = { ...goingOf(options), ...(name && { name }), states: states.split(',') }
  const path = `/activities/${encodeURIComponent(id)}/replan`
  const activity = (await new HeadEndDoor(headEnd).post(path, request, `to replan ${id}`)) as Activity
  show(json, activity, () => describe(activity))
}

function targetsOf({ meter, csv, group, concentrator, search, model, state }: CreateOptions): object {
  const filter = { ...(search && { search }), ...(model && { model }), ...(state && { state }) }
  return {
    ...(meter.length > 0 && { endDevices: meter }),
    ...(csv !== undefined && { csv: readText('--csv', csv) }),
    ...(group.length > 0 && { groups: group }),
    ...(concentrator.length > 0 && { concentrators: concentrator }),
    ...(Object.keys(filter).length > 0 && { filter }),
  }
}

/** `activity pace`. */
export async function paceActivity(id: string, options: PaceOptions): Promise<void> {
  const { headEnd, json } = options
  const path = `/activities/${encodeURIComponent(id)}/pace`
  const activity = (await new HeadEndDoor(headEnd).put(
    path,
    paceOf(options),
    `the pace of ${id}`,
  )) as Activity
  show(json, activity, () => describe(activity))
}

function paceOf({ perConcentrator, perCell, overall }: PaceOptions): object {
  return {
    ...(perConcentrator && { perConcentrator }),
    ...(perCell && { perCell }),
    ...(overall && { overall }),
  }
}

function goingOf({ id, start, expires, hours, retries, ...places }: GoingOptions): object {
  const pace = paceOf(places)
  return {
    ...(id && { id }),
    ...(start && { start }),
    ...(expires && { expires }),
    ...(hours && { hours }),
    ...(retries !== undefined && { retries }),
    ...(Object.keys(pace).length > 0 && { pace }),
  }
}

function previewText({ total, orders, needsApproval, reasons, badRows, badRowsTotal }: Preview): string {
  const rows = reasons.map(its => [
    its.reason,
    String(its.count),
    its.leftOut ? 'no order' : 'an order all the same',
  ])
  const heads = [{ title: 'reason' }, { title: 'meters', align: 'right' as const }, { title: 'they get' }]
  return [
    `${orders} of ${total} meters would get an order`,
    ...(needsApproval ? ['a second person has to approve'] : []),
    ...(rows.length > 0 ? [table(heads, rows)] : []),
    ...(badRowsTotal > 0 ? [`${badRowsTotal} rows of the list name no meter:`] : []),
    ...badRows.map(({ line, detail }) => `  line ${line}: ${detail}`),
  ].join('\n')
}
