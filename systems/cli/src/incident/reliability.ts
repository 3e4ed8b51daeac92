import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { table } from '../terminal/table.ts'

interface Figures {
  readonly customers: number
  readonly long: number
  readonly short: number
  readonly saidi: number | null
  readonly saifi: number | null
  readonly caidi: number | null
  readonly maifi: number | null
}

interface Reliability {
  readonly longFromSeconds: number
  readonly items: readonly (Figures & {
    readonly substation: string | null
    readonly feeder: string | null
  })[]
  readonly total: Figures
}

/** `incident reliability`. */
export async function showReliability({
  headEnd,
  json,
  from,
  to,
  by,
}: AskOptions & { readonly from: string; readonly to: string; readonly by: string }): Promise<void> {
  const query = new URLSearchParams({ from, to, by })
  const figures = (await new HeadEndDoor(headEnd).get(
    `/reliability?${query}`,
    'figures of reliability',
  )) as Reliability
  show(json, figures, () => reliabilityTable(figures))
}

function reliabilityTable({ items, total, longFromSeconds }: Reliability): string {
  const heads = [
    'substation',
    'feeder',
    'customers',
    'SAIDI min',
    'SAIFI',
    'CAIDI min',
    'MAIFI',
    'long',
    'short',
  ].map(title => ({ title }))
  const row = (substation: string, feeder: string, figures: Figures) => [
    substation,
    feeder,
    String(figures.customers),
    ...[figures.saidi, figures.saifi, figures.caidi, figures.maifi].map(value => value?.toString() ?? '–'),
    String(figures.long),
    String(figures.short),
  ]
  const rows = items.map(({ substation, feeder, ...figures }) =>
    row(substation ?? '–', feeder ?? '–', figures),
  )
  return `${table(heads, [...rows, row('all', '', total)])}\nlong: more than ${longFromSeconds} s`
}
