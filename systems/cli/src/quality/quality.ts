import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Dips {
  readonly count: number
  readonly list: readonly {
    readonly at: string
    readonly phase: number
    readonly volts: number | null
    readonly seconds: number | null
    readonly class: string | null
  }[]
}

interface Quality {
  readonly endDevice: string
  readonly surveyedAt: string | null
  readonly failure: string | null
  readonly interruptions: {
    readonly short: number | null
    readonly long: number | null
    readonly list: readonly { readonly began: string; readonly seconds: number }[]
  }
  readonly sags: Dips
  readonly swells: Dips
  readonly voltage: readonly {
    readonly phase: number
    readonly within: number
    readonly least: number
    readonly mean: number
    readonly most: number
    readonly kept: boolean
  }[]
  readonly distortion: readonly {
    readonly of: string
    readonly phase: number
    readonly order: number | null
    readonly percent: number
    readonly limit: number | null
    readonly kept: boolean
  }[]
}

function pathOf(serial: string): string {
  return `/end-devices/${encodeURIComponent(serial)}/quality`
}

/** `quality show`. */
export async function showQuality(
  serial: string,
  { headEnd, json, days }: AskOptions & { readonly days: number },
): Promise<void> {
  const path = `${pathOf(serial)}?days=${days}`
  const quality = (await new HeadEndDoor(headEnd).get(path, `the quality at ${serial}`)) as Quality
  show(json, quality, () => describe(quality))
}

/** `quality read`. */
export async function readQuality(serial: string, { headEnd, json }: AskOptions): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const quality = (await door.post(pathOf(serial), undefined, `a reading of ${serial}`)) as Quality
  show(json, quality, () => describe(quality))
}

/** `quality watch`. */
export async function watchQuality(
  serial: string,
  { headEnd, json, hours, off }: AskOptions & { readonly hours: number; readonly off?: boolean },
): Promise<void> {
  const door = new HeadEndDoor(headEnd)
  const path = `${pathOf(serial)}-watch`
  if (off) await door.delete(path, `the watch of ${serial}`)
  else await door.put(path, { everyHours: hours }, `the watch of ${serial}`)
  const everyHours = off ? null : hours
  show(json, { endDevice: serial, everyHours }, () =>
    off ? `${serial} is read on demand only` : `${serial} is read every ${hours} h`,
  )
}

/** `quality line`. */
export async function showLine(
  concentrator: string,
  { headEnd, json, days }: AskOptions & { readonly days: number },
): Promise<void> {
  const query = new URLSearchParams({ concentrator, days: String(days) })
  const list = (await new HeadEndDoor(headEnd).get(
    `/voltage-map?${query}`,
    `the line of ${concentrator}`,
  )) as {
    readonly items: readonly {
      readonly endDevice: string
      readonly hops: number | null
      readonly phase: number | null
      readonly least: number | null
      readonly mean: number | null
      readonly most: number | null
      readonly sags: number
      readonly swells: number
      readonly interruptions: number
    }[]
  }
  const right = ['hops', 'phase', 'lowest V', 'mean V', 'highest V', 'sags', 'swells', 'interruptions']
  const heads = [{ title: 'meter' }, ...right.map(title => ({ title, align: 'right' as const }))]
  const volts = (value: number | null) => (value === null ? '' : value.toFixed(1))
  const isUnread = list.items.every(({ mean }) => mean === null)
  const note = isUnread ? '\nno means of voltage yet: they come with ferraris quality read, or watch' : ''
  show(
    json,
    list,
    () =>
      `${table(
        heads,
        list.items.map(item => [
          print.name(item.endDevice),
          item.hops === null ? '' : String(item.hops),
          item.phase === null ? '' : `L${item.phase}`,
          volts(item.least),
          volts(item.mean),
          volts(item.most),
          String(item.sags),
          String(item.swells),
          String(item.interruptions),
        ]),
      )}${print.quiet(note)}`,
  )
}

function describe({
  endDevice,
  surveyedAt,
  failure,
  interruptions,
  sags,
  swells,
  voltage,
  distortion,
}: Quality): string {
  const counted = (value: number | null) => value ?? 'not known'
  const bad = (isKept: boolean) => (isKept ? '' : print.warning('  not kept'))
  return [
    `${print.name(endDevice)}  ${surveyedAt === null ? 'not read yet' : `read ${surveyedAt}`}`,
    ...(failure === null ? [] : [print.warning(failure)]),
    `interruptions  short ${counted(interruptions.short)}, long ${counted(interruptions.long)}`,
    ...interruptions.list.map(({ began, seconds }) => `  ${began}  ${seconds} s`),
    ...[['sags', sags] as const, ['swells', swells] as const].flatMap(([name, dips]) => [
      `${name}  ${dips.count}`,
      ...dips.list.map(
        ({ at, phase, volts, seconds, class: its }) =>
          `  ${at}  L${phase}  ${volts ?? '?'} V  ${seconds ?? '?'} s  ${its ?? ''}`,
      ),
    ]),
    ...voltage.map(
      ({ phase, within, least, mean, most, kept }) =>
        `voltage L${phase}  ${(within * 100).toFixed(1)} % within ±10 %  ${least.toFixed(1)} / ${mean.toFixed(1)} / ${most.toFixed(1)} V${bad(kept)}`,
    ),
    ...distortionLines(distortion),
  ].join('\n')
}

/** A line for each order, its phases side by side. */
function distortionLines(distortion: Quality['distortion']): string[] {
  const byOrder = Map.groupBy(
    distortion,
    ({ of, order }) => `${of} ${order === null ? 'THD' : `order ${order}`}`,
  )
  return Array.from(byOrder, ([name, phases]) => {
    const [{ limit } = { limit: null }] = phases
    const figures = phases.map(({ phase, percent, kept }) => {
      const figure = `L${phase} ${percent} %`
      return kept ? figure : print.warning(figure)
    })
    return [name, ...figures, ...(limit === null ? [] : [`limit ${limit} %`])].join('  ')
  })
}
