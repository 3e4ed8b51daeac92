import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Statistics {
  readonly places: readonly string[]
  readonly pushes: number
  readonly senders: number
  readonly sendersToday: number
  readonly lastPush: string | null
  readonly connected: number
  readonly waiting: number
  readonly unknownCallers: number
  readonly refused: readonly { readonly reason: string; readonly count: number; readonly senders: number }[]
}

interface Refused {
  readonly sender: string
  readonly endDevice: string | null
  readonly reason: string
  readonly from: string
  readonly detail: string
  readonly count: number
  readonly lastAt: string
}

/** `push status`. */
export async function pushStatus({ headEnd, json }: AskOptions): Promise<void> {
  const found = (await new HeadEndDoor(headEnd).get('/push-statistics', 'pushes')) as Statistics
  show(json, found, () => statusText(found))
}

/** `push refused`. */
export async function listRefused({
  headEnd,
  json,
  reason,
  meter,
  limit,
}: AskOptions & {
  readonly reason?: string
  readonly meter?: string
  readonly limit: number
}): Promise<void> {
  const query = new URLSearchParams({
    limit: String(limit),
    ...(reason && { reason }),
    ...(meter && { endDevice: meter }),
  })
  const page = (await new HeadEndDoor(headEnd).get(`/refused-pushes?${query}`, 'refused pushes')) as {
    readonly items: readonly Refused[]
  }
  const heads = [
    { title: 'sender' },
    { title: 'reason' },
    { title: 'times', align: 'right' as const },
    { title: 'last' },
    { title: 'from' },
    { title: 'why', flexible: 'cut' as const },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? 'no push was refused'
      : table(
          heads,
          page.items.map(({ sender, endDevice, reason: its, count, lastAt, from, detail }) => [
            print.name(endDevice ?? sender),
            its,
            String(count),
            `${lastAt.slice(0, 19)}Z`,
            from,
            detail,
          ]),
        ),
  )
}

function statusText({
  places,
  pushes,
  senders,
  sendersToday,
  lastPush,
  connected,
  waiting,
  unknownCallers,
  refused,
}: Statistics): string {
  return [
    places.length === 0
      ? print.warning('no push can come in: start the head-end with --push-port 4059')
      : `pushes come in at ${places.join(', ')}`,
    `${pushes} stored of ${senders} meters, ${sendersToday} of them within a day${lastPush === null ? '' : `; the last at ${lastPush.slice(0, 19)}Z`}`,
    `${connected} meters hold a connection open, ${waiting} pushes wait to be stored`,
    ...refused.map(({ reason, count, senders: of }) => `refused ${reason}: ${count} of ${of} senders`),
    ...(unknownCallers === 0
      ? []
      : [`${unknownCallers} callers are not in the inventory: see ferraris push callers`]),
  ].join('\n')
}
