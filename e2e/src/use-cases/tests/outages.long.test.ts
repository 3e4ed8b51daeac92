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
  readonly confirmed: number
  readonly customerMinutes: number
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
    readonly homes: readonly { readonly serial: string; readonly aca: string; readonly supplied: boolean }[]
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

/** Homes of the substation that its concentrator hears. */
async function homesHeard(system: RunningSystem): Promise<string[]> {
  const { substations } = await system.get<District>('/simulation')
  const { concentrator } = substations.find(({ id }) => id === place)!
  const { items } = await system.get<{ items: { serial: string | null; state: string }[] }>(
    `/concentrators/${concentrator}/topology`,
  )
  return items
    .flatMap(({ serial, state }) => (state === 'adopted' && serial !== null ? serial : []))
    .toSorted()
}

test.concurrent.each([
  [
    'uc BY-9 a substation without supply for ten minutes is one incident with its homes, begin and end, and closes itself',
    'stays',
  ],
  ['uc 2.a.3-4 the same with the head-end killed and started again in between', 'is killed'],
] as const)('%s', { timeout }, async (_, headEnd) => {
  using folder = temporaryFolder()
  let system = await startLive(folder.path)
  try {
    const heard = await homesHeard(system)
    expect(heard.length).toBeGreaterThan(30)
    const began = Date.now()
    const harm = await ferraris(['district', 'harm', place, 'outage', '--for', '10m', '--data', folder.path])
    expect([harm.code, harm.stderr]).toEqual([0, harm.stderr])
    if (headEnd === 'is killed') {
      await eventually(
        () => outages(system),
        items => items.length > 0,
      )
      await system.signal('SIGKILL')
      await delay(minute)
      system = await RunningSystem.start('district', folder.path)
    }
    const [first] = await eventually(
      () => outages(system),
      items => items.length > 0,
    )
    expect(first).toMatchObject({ kind: 'outage', substation: place, state: 'new' })
    const { stdout } = await ferraris(
      ['incident', 'list', '--kind', 'outage', '--json', '--head-end', system.started.url],
      { env: { FERRARIS_API_TOKEN: system.token } },
    )
    expect((JSON.parse(stdout) as { items: Incident[] }).items.map(({ id }) => id)).toEqual([first!.id])

    const [closed, ...others] = await eventually(
      () => outages(system),
      items => items.some(({ state, id }) => state === 'closed' && id === first!.id),
    )
    expect(others).toEqual([])
    expect(closed).toMatchObject({ id: first!.id, course: 'over', closedBy: 'head-end' })
    const { items: homes } = await eventually(
      () => system.get<{ items: Home[] }>(`/incidents/${first!.id}/homes?limit=500`),
      ({ items }) => items.every(({ confirmed }) => confirmed),
    )
    expect(homes.map(({ endDevice }) => endDevice)).toEqual(expect.arrayContaining(heard))
    for (const { endDevice, began: from, ended } of homes) {
      const off = [Date.parse(from) - began, Date.parse(ended!) - began - lasts].map(ms =>
        Math.round(ms / 1000),
      )
      expect([endDevice, off.every(seconds => Math.abs(seconds) < 30)]).toEqual([endDevice, true])
    }
    expect(Math.abs(Date.parse(closed!.began) - began)).toBeLessThan(minute / 2)
    expect(Math.abs(Date.parse(closed!.ended!) - began - lasts)).toBeLessThan(minute / 2)
    const { items: alarms } = await system.get<{ items: { kind: string }[] }>('/alarms?state=open')
    expect(alarms.filter(({ kind }) => kind === 'powerDown')).toEqual([])
    expect((await outages(system)).map(({ id }) => id)).toEqual([first!.id])
  } finally {
    await system[Symbol.asyncDispose]()
  }
})
