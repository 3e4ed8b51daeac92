import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface OwnState {
  readonly startedAt: string
  readonly conditions: readonly string[]
  readonly clock: {
    readonly source: string
    readonly server: string | null
    readonly offsetMs: number | null
    readonly comparedAt: string | null
  }
  readonly firmware: {
    readonly version: string
    readonly previous: string | null
    readonly trialUntil: string | null
  }
  readonly calendar: readonly {
    readonly entry: string
    readonly everySeconds: number | null
    readonly lastAt: string | null
    readonly nextAt: string | null
  }[]
}

/** `concentrator status`: what it tells of itself. */
export async function concentratorStatus(id: string, { headEnd, json }: AskOptions): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const state = (await door.get(`${pathOf(id)}/own-state`, `the state of ${id}`)) as OwnState
  show(json, state, () => describe(id, state))
}

interface OwnEvent {
  readonly at: string
  readonly code: string
  readonly detail: string | null
}

/** `concentrator events`: its own event log, the newest first. */
export async function concentratorEvents(
  id: string,
  { headEnd, json, limit }: AskOptions & { readonly limit: number },
): Promise<void> {
  const path = `${pathOf(id)}/own-events?limit=${limit}`
  const page = (await new HeadEndDoor(headEnd).get(path, `the log of ${id}`)) as {
    readonly items: readonly OwnEvent[]
  }
  const heads = [{ title: 'when' }, { title: 'what' }, { title: '', flexible: 'cut' as const }]
  show(json, page, () =>
    table(
      heads,
      page.items.map(({ at, code, detail }) => [at, code, detail ?? '']),
    ),
  )
}

interface Ordered {
  readonly id: string
  readonly state: string
}

/** `concentrator run`: an entry of its calendar, at once. */
export async function runEntry(id: string, entry: string, { headEnd, json }: AskOptions): Promise<void> {
  await orderIt(headEnd, json, { concentrator: id, kind: 'run-now', parameters: { entry } })
}

/** `concentrator firmware`: orders it to take an image that was uploaded. */
export async function orderFirmware(id: string, image: string, { headEnd, json }: AskOptions): Promise<void> {
  await orderIt(headEnd, json, { concentrator: id, kind: 'concentrator-firmware', parameters: { image } })
}

async function orderIt(
  headEnd: string,
  json: boolean | undefined,
  request: { readonly concentrator: string; readonly kind: string; readonly parameters: object },
): Promise<void> {
  const what = `${request.kind} of ${request.concentrator}`
  const made = (await new HeadEndDoor(headEnd).post('/end-device-controls', request, what)) as Ordered
  show(json, made, () => `order ${print.name(made.id)} is ${made.state}; see ferraris order show ${made.id}`)
}

function pathOf(id: string): string {
  return `/concentrators/${encodeURIComponent(id)}`
}

function describe(id: string, { startedAt, conditions, clock, firmware, calendar }: OwnState): string {
  const trial = firmware.trialUntil === null ? '' : `, on trial until ${firmware.trialUntil}`
  const before = firmware.previous === null ? '' : ` (before: ${firmware.previous}${trial})`
  const offset =
    clock.offsetMs === null
      ? ''
      : `, was ${clock.offsetMs} ms ahead of ${clock.server} at ${clock.comparedAt}`
  const heads = ['calendar', 'every', 'last', 'next'].map(title => ({ title }))
  const rows = calendar.map(({ entry, everySeconds, lastAt, nextAt }) => [
    entry,
    everySeconds === null ? '' : `${everySeconds} s`,
    lastAt ?? '',
    nextAt ?? '',
  ])
  return [
    `${print.name(id)}  ${conditions.join(', ') || 'no conditions'}`,
    `firmware ${firmware.version}${before}`,
    `clock ${clock.source}${offset}`,
    `runs since ${startedAt}`,
    table(heads, rows),
  ].join('\n')
}
