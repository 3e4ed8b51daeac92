import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface SentDay {
  readonly day: string
  readonly device: string
  readonly instPower: number
  readonly alerts: number
  readonly loadCurve: number
  readonly prodAvg: number
  readonly prodInst: number
  readonly powerLoss: boolean
}

const mostDays = 200

/** `chain2 sent`. */
export async function showSent(
  meter: string,
  { headEnd, json, read = false }: AskOptions & { readonly read?: boolean },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const what = `the messages that ${meter} has sent`
  if (read) await door.post(`/end-devices/${encodeURIComponent(meter)}/sent-counters`, undefined, what)
  const query = new URLSearchParams({ endDevice: meter, limit: String(mostDays) })
  const page = (await door.get(`/chain2/sent-counters?${query}`, what)) as {
    readonly items: readonly SentDay[]
  }
  const number = (title: string) => ({ title, align: 'right' as const })
  const heads = [
    { title: 'day' },
    { title: 'device' },
    ...['power', 'alerts', 'curve', 'production', 'prod. power'].map(number),
    { title: '' },
  ]
  show(json, page, () =>
    page.items.length === 0
      ? `nothing is known; --read reads it from the meter`
      : table(
          heads,
          page.items.map(day => [
            day.day,
            day.device,
            ...[day.instPower, day.alerts, day.loadCurve, day.prodAvg, day.prodInst].map(String),
            day.powerLoss ? 'power loss' : '',
          ]),
        ),
  )
}
