import { InputError } from '../errors.ts'
import type { AskOptions } from '../head-end/asking.ts'
import { HeadEndDoor } from '../head-end/head-end-door.ts'
import { readText } from '../read-text.ts'
import { show } from '../terminal/say.ts'
import { print } from '../terminal/style.ts'
import { table } from '../terminal/table.ts'

interface Schedule {
  readonly id: number
  readonly name: string
  readonly everyMinutes: number
  readonly offsetSeconds: number
  readonly historyDays: number
  readonly profiles: readonly string[]
  readonly registers: readonly string[]
  readonly enabled: boolean
  readonly setClock: boolean
}

interface CreateOptions extends AskOptions {
  readonly every: number
  readonly offset: number
  readonly history: number
  readonly profile: readonly string[]
  readonly register: readonly string[]
  readonly setClock: boolean
}

interface GiveOptions extends AskOptions {
  readonly meter: readonly string[]
  readonly csv?: string
}

interface Given {
  readonly given: readonly string[]
  readonly unknown: readonly string[]
  readonly onLine: readonly string[]
}

/** Meters that the head-end takes at a time. */
const mostAtOnce = 1000

/** `schedule list`. */
export async function listSchedules({ headEnd, json }: AskOptions): Promise<void> {
  const list = (await new HeadEndDoor(headEnd).get('/meter-read-schedules', 'the schedules')) as {
    readonly items: readonly Schedule[]
  }
  show(json, list, () => schedulesTable(list.items))
}

/** `schedule create`. */
export async function createSchedule(name: string, options: CreateOptions): Promise<void> {
  const { headEnd, json, every, offset, history, profile, register, setClock } = options
  const settings = {
    name,
    everyMinutes: every,
    offsetSeconds: offset,
    historyDays: history,
    profiles: profile,
    registers: register,
    enabled: true,
    setClock,
  }
  const door = new HeadEndDoor(headEnd)
  const made = (await door.post('/meter-read-schedules', settings, `the schedule ${name}`)) as Schedule
  show(json, made, () => schedulesTable([made]))
}

/** `schedule give`. Throws InputError. */
export async function giveMeters(id: number, { headEnd, json, meter, csv }: GiveOptions): Promise<void> {
  const listed = csv === undefined ? [] : firstColumn(readText('--csv', csv))
  const serials = [...new Set([...meter, ...listed])]
  if (serials.length === 0) throw new InputError('--meter', 'or --csv must name a meter', 'name one')
  const door = new HeadEndDoor(headEnd)
  const all: Given[] = []
  for (let from = 0; from < serials.length; from += mostAtOnce) {
    const endDevices = serials.slice(from, from + mostAtOnce)
    const path = `/meter-read-schedules/${id}/end-devices`
    all.push((await door.post(path, { endDevices }, `schedule ${id}`)) as Given)
  }
  const outcome: Given = {
    given: all.flatMap(({ given }) => given),
    unknown: all.flatMap(({ unknown }) => unknown),
    onLine: all.flatMap(({ onLine }) => onLine),
  }
  show(json, outcome, () => describeGiven(id, outcome))
}

/** `schedule remove`. */
export async function removeSchedule(id: number, { headEnd, json }: AskOptions): Promise<void> {
  await new HeadEndDoor(headEnd).delete(`/meter-read-schedules/${id}`, `schedule ${id}`)
  show(json, { removed: id }, () => `schedule ${id} is removed`)
}

function firstColumn(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .flatMap(
      line =>
        line
          .split(/[,;\t]/)[0]
          ?.replaceAll('"', '')
          .trim() || [],
    )
    .filter(serial => !/^(serial|endDevice|meter)$/i.test(serial))
}

function describeGiven(id: number, { given, unknown, onLine }: Given): string {
  return [
    `${given.length} meters are read by schedule ${id}`,
    ...unknown.map(serial => `${print.name(serial)}  is not in the inventory`),
    ...onLine.map(
      serial => `${print.name(serial)}  is behind a concentrator, which reads it by its own calendar`,
    ),
  ].join('\n')
}

function schedulesTable(schedules: readonly Schedule[]): string {
  const heads = [
    { title: 'id', align: 'right' as const },
    { title: 'name' },
    { title: 'every' },
    { title: 'after' },
    { title: 'back' },
    { title: 'clocks' },
    { title: 'reads', flexible: 'wrap' as const },
  ]
  const rows = schedules.map(one => [
    `${one.id}`,
    print.name(one.name),
    one.enabled ? `${one.everyMinutes} min` : 'never',
    `${one.offsetSeconds} s`,
    `${one.historyDays} d`,
    one.setClock ? 'put right' : 'left',
    [...one.profiles, ...one.registers].join(' '),
  ])
  return table(heads, rows)
}
