import { setTimeout as delay } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { eventually, ferraris, RunningSystem, temporaryFolder } from '../../ferraris.ts'

/** The substation that loses its supply, in the district that comes without options. */
const place = 'S2'
const lasts = 600_000
const minute = 60_000
/** An hour of a machine that is loaded. */
const timeout = 60 * minute

interface Incident {
  readonly id: number
  readonly kind: string
  readonly course: string
  readonly state: string
  readonly substation: string | null
  readonly affected: number
  readonly back: number
  readonly began: string
  readonly ended: string | null
  readonly closedBy: string | null
}
interface Home {
  readonly endDevice: string
  readonly began: string
  readonly ended: string | null
  readonly confirmed: boolean
}
interface District {
  readonly live: boolean
  readonly substations: readonly {
    readonly id: string
    readonly concentrator: string
    readonly homes: readonly { readonly serial: string }[]
  }[]
}

/** A district as `npm start` has it, on a clock that no test moves. Its lines have lived through the day before, and nothing is on its way. */
async function startLive(folder: string): Promise<RunningSystem> {
  const system = await RunningSystem.start('district', folder, '--history', '2')
  await eventually(
    () => system.get<District>('/simulation'),
    ({ live }) => live,
  )
  await eventually(
    () =>
      system.get<{ items: { state: string; heartbeat: { pendingResults: number } | null }[] }>(
        '/concentrators',
      ),
    ({ items }) =>
      items.every(({ state, heartbeat }) => state === 'online' && heartbeat?.pendingResults === 0),
  )
  return system
}

function outages(system: RunningSystem) {
  return system.get<{ items: Incident[] }>('/incidents?kind=outage').then(({ items }) => items)
}

/** Meters of the substation, and those of them that its concentrator hears: a few homes are hard to reach, as in the field. */
async function metersOf(system: RunningSystem) {
  const { substations } = await system.get<District>('/simulation')
  const { concentrator, homes } = substations.find(({ id }) => id === place)!
  const { items } = await system.get<{ items: { serial: string | null; state: string }[] }>(
    `/concentrators/${concentrator}/topology`,
  )
  const heard = items.filter(({ state, serial }) => state === 'adopted' && serial !== null)
  return { all: homes.map(({ serial }) => serial), heard: heard.length }
}

/** Whether an instant is the one that is meant: clocks of meters are right to some seconds. */
function isAt(time: string | null, instant: number): boolean {
  return Math.abs(Date.parse(time ?? '') - instant) < minute / 2
}

test.concurrent.each([
  [
    'uc BY-9 a substation without supply for ten minutes is one incident with its homes, begin and end, and closes itself',
    'goes on',
  ],
  [
    'uc 2.a.3-4 an outage behind a concentrator is found by silence, and is one, though the head-end is killed in between',
    'is killed',
  ],
] as const)('%s', { timeout }, async (_, headEnd) => {
  using folder = temporaryFolder()
  let system = await startLive(folder.path)
  try {
    const meters = await metersOf(system)
    expect(meters.heard).toBeGreaterThan(30)
    const order = ['district', 'harm', place, 'outage', '--for', '10m', '--json', '--data', folder.path]
    const harm = await ferraris(order)
    expect([harm.code, harm.stderr]).toEqual([0, harm.stderr])
    // The district says when it began: a command takes its time to start.
    const { since: began } = JSON.parse(harm.stdout) as { since: number }
    const found = () => outages(system)
    const [first] = await eventually(found, items => items.length > 0)
    expect(first).toMatchObject({ kind: 'outage', substation: place, state: 'new', course: 'suspected' })
    if (headEnd === 'is killed') {
      await system.signal('SIGKILL')
      await delay(minute)
      system = await RunningSystem.start('district', folder.path)
    }
    const list = ['incident', 'list', '--kind', 'outage', '--json', '--head-end', system.started.url]
    const { stdout } = await ferraris(list, { env: { FERRARIS_API_TOKEN: system.token } })
    const listed = JSON.parse(stdout) as { items: Incident[] }
    expect(listed.items.map(({ id }) => id)).toEqual([first!.id])

    await eventually(found, items => items.every(({ state }) => state === 'closed'))
    // Logs of meters that were only heard by then have the times.
    const { items: homes } = await eventually(
      () => system.get<{ items: Home[] }>(`/incidents/${first!.id}/homes?limit=500`),
      ({ items }) => items.filter(({ confirmed }) => confirmed).length >= 0.9 * items.length,
    )
    expect(homes.length).toBeGreaterThanOrEqual(0.9 * meters.heard)
    const confirmed = homes.filter(home => home.confirmed)
    for (const { endDevice, began: from, ended } of confirmed) {
      expect(meters.all).toContain(endDevice)
      expect([endDevice, isAt(from, began), isAt(ended, began + lasts)]).toEqual([endDevice, true, true])
    }
    const [outage, ...others] = await eventually(found, ([one]) => isAt(one!.ended, began + lasts))
    expect(others).toEqual([])
    expect(outage).toMatchObject({ id: first!.id, course: 'over', closedBy: 'head-end', back: homes.length })
    expect(isAt(outage!.began, began)).toBe(true)
    const { items: alarms } = await system.get<{ items: { kind: string }[] }>('/alarms?state=open')
    expect(alarms.filter(({ kind }) => kind === 'powerDown')).toEqual([])
  } finally {
    await system[Symbol.asyncDispose]()
  }
})
