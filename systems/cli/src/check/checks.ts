import { writeFileSync } from 'node:fs'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Check {
  readonly endDevice: string
  readonly concentrator: string | null
  readonly verdict: string
  readonly detail: string | null
  readonly milliseconds: number | null
  readonly clockOffsetSeconds: number | null
  readonly lastContact: string | null
}

/** `check meter`. */
export async function checkMeter(serial: string, { headEnd, json }: AskOptions): Promise<void> {
  const path = `/end-devices/${encodeURIComponent(serial)}/checks`
  const check = (await new HeadEndDoor(headEnd).post(path, undefined, `a check of ${serial}`)) as Check
  show(json, check, () => checksText([check]))
}

/** `check night`. */
export async function listNight({
  headEnd,
  json,
  night,
  limit,
}: AskOptions & { readonly night?: string; readonly limit: number }): Promise<void> {
  const query = new URLSearchParams({ limit: String(limit), ...(night && { night }) })
  const found = (await new HeadEndDoor(headEnd).get(`/routine-checks?${query}`, 'the checks of a night')) as {
    readonly night: string | null
    readonly counts: Readonly<Record<string, number>>
    readonly items: readonly Check[]
  }
  const counts = Object.entries(found.counts).map(([verdict, count]) => `${verdict} ${count}`)
  show(json, found, () =>
    found.items.length === 0
      ? 'no silent meters'
      : [`${found.night}  ${counts.join(', ')}`, checksText(found.items)].join('\n'),
  )
}

function checksText(checks: readonly Check[]): string {
  const heads = [
    { title: 'meter' },
    { title: 'concentrator' },
    { title: 'result' },
    { title: 'ms', align: 'right' as const },
    { title: 'heard last' },
    { title: 'why', flexible: 'cut' as const },
  ]
  return table(
    heads,
    checks.map(({ endDevice, concentrator, verdict, detail, milliseconds, lastContact }) => [
      print.name(endDevice),
      concentrator ?? '',
      verdict,
      milliseconds === null ? '' : String(milliseconds),
      lastContact === null ? 'never' : `${lastContact.slice(0, 16)}Z`,
      detail ?? '',
    ]),
  )
}

interface Communication {
  readonly endDevice: string
  readonly concentrator: string | null
  readonly sessions: number
  readonly success: number | null
  readonly retries: number
  readonly latencyP50: number | null
  readonly latencyP95: number | null
  readonly hops: number | null
  readonly signal: number | null
}

/** `check statistics`. */
export async function statistics({
  headEnd,
  json,
  days,
  concentrator,
  limit,
  csv,
}: AskOptions & {
  readonly days: number
  readonly concentrator?: string
  readonly limit: number
  readonly csv?: string
}): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const query = new URLSearchParams({ days: String(days), ...(concentrator && { concentrator }) })
  if (csv !== undefined) {
    writeFileSync(csv, await door.octets(`/communication-statistics/csv?${query}`, 'statistics'))
    return show(json, { file: csv }, () => csv)
  }
  query.set('limit', String(limit))
  const page = (await door.get(`/communication-statistics?${query}`, 'statistics')) as {
    readonly items: readonly Communication[]
    readonly total: number
  }
  const right = ['sessions', 'success', 'retries', 'p50 ms', 'p95 ms', 'hops', 'signal']
  const heads = [
    { title: 'meter' },
    { title: 'concentrator' },
    ...right.map(title => ({ title, align: 'right' as const })),
  ]
  const text = (value: number | null) => (value === null ? '' : String(Math.round(value * 10) / 10))
  show(json, page, () =>
    table(
      heads,
      page.items.map(item => [
        print.name(item.endDevice),
        item.concentrator ?? '',
        String(item.sessions),
        item.success === null ? '' : `${(item.success * 100).toFixed(1)} %`,
        String(item.retries),
        text(item.latencyP50),
        text(item.latencyP95),
        text(item.hops),
        text(item.signal),
      ]),
    ),
  )
}
