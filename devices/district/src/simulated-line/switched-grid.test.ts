import { type Concentrator, Store } from '@ferraris/concentrator'
import { zone } from '@ferraris/cosem'
import { LocalCalendar } from '@ferraris/meter'
import { createLine, joinPlans, planDistrict, randomFrom, Simulation } from '@ferraris/power-line'
import { expect, test } from 'vitest'
import { keyOf } from './modem.ts'
import { placeConcentrator } from './placed-concentrator.ts'
import { SimulatedHeadEnd } from './simulated-head-end.ts'
import { simulatedMeters } from './simulated-meters.ts'

const hourMs = 3_600_000
const rome = zone('Europe/Rome')

/** Two substations, each with the meters of its own plan; an open tie between them or none. */
function twoSubstations({ tied }: { tied: boolean }) {
  const [west, east] = ['West', 'East'].map((substation, i) =>
    planDistrict({ meters: 12, hops: 1, seed: i + 1, substation }),
  )
  const end = (plan: typeof west): string => plan!.sections.at(-1)!.to
  const tie = {
    id: 'tie',
    from: end(west),
    to: end(east),
    metres: 30,
    cable: 'underground',
    open: true,
  } as const
  const plan = joinPlans('two substations', [west!, east!], tied ? [tie] : [])
  const simulation = new Simulation(Date.UTC(2026, 10, 20, 12))
  const line = createLine(plan, 1, { simulation, keyOf })
  const meters = simulatedMeters(plan, line, 1, new LocalCalendar(rome))
  const concentrators = plan.substations.map((substation, i) => {
    const headEnd: SimulatedHeadEnd = new SimulatedHeadEnd(simulation, () => placed.concentrator)
    const placed: { readonly concentrator: Concentrator } = placeConcentrator(line, {
      substation,
      zone: rome,
      store: Store.inMemory(substation),
      uplink: headEnd,
      random: randomFrom(i),
      settings: { historyDays: 1 },
    })
    placed.concentrator.connected(simulation.now)
    const own = meters.filter(({ home }) => home.startsWith(substation))
    headEnd.tell({ kind: 'adopt', meters: own.map(({ adoption }) => adoption) })
    return { headEnd, concentrator: placed.concentrator }
  })
  const [atWest, atEast] = concentrators
  return { line, meters, west: atWest!, east: atEast! }
}

function heardBy({ concentrator }: { concentrator: Concentrator }, aca: string, since: number) {
  return concentrator.neighbours().some(neighbour => neighbour.aca === aca && neighbour.lastHeard >= since)
}

test('a meter moved to another transformer is found there as new, and read when the head-end gives it over', () => {
  const { line, meters, west, east } = twoSubstations({ tied: false })
  const moved = meters[3]!
  const { aca } = moved.adoption
  line.run(line.now + 2 * hourMs)
  expect(heardBy(west, aca, 0)).toBe(true)
  expect(heardBy(east, aca, 0)).toBe(false)

  const movedAt = line.now
  line.move(moved.home, { box: 'East.F1.B1' })
  line.run(movedAt + 6 * hourMs)
  expect(east.concentrator.neighbours().find(neighbour => neighbour.aca === aca)?.state).toBe('new')

  west.headEnd.tell({ kind: 'release', acas: [aca] })
  east.headEnd.tell({ kind: 'adopt', meters: [moved.adoption] })
  line.run(movedAt + 14 * hourMs)
  expect(east.headEnd.increments('2026-11-20', aca)?.filter(value => value !== null)).toHaveLength(96)
  expect(west.headEnd.increments('2026-11-20', aca)).toBeUndefined()
})

test('when a feeder is switched to the other transformer, its meters are heard there', () => {
  const { line, meters, west, east } = twoSubstations({ tied: true })
  line.run(line.now + hourMs)
  const switchedAt = line.now
  line.switchSection('West.F1.B3-in', 'open')
  line.switchSection('tie', 'closed')
  line.run(switchedAt + 6 * hourMs)
  const gone = meters.filter(({ home }) => home.startsWith('West.F1.B4'))
  expect(gone.length).toBeGreaterThan(0)
  for (const { home, adoption } of gone) {
    expect(line.supplied(home)).toBe(true)
    expect(heardBy(east, adoption.aca, switchedAt), home).toBe(true)
    // An open switch lets a little through: now and then one exchange succeeds.
    const left = west.concentrator.neighbours().find(({ aca }) => aca === adoption.aca)
    expect(left?.success, home).toBeLessThan(0.5)
  }
})

test('meters that are moved to another transformer are told silent here and heard there within twelve minutes', () => {
  const { line, meters, west, east } = twoSubstations({ tied: false })
  line.run(line.now + 5 * hourMs)
  const moved = meters.filter(({ home }) => home.startsWith('West')).slice(-5)
  for (const { home } of moved) line.move(home, { box: 'East.F1.B1' })
  line.run(line.now + hourMs / 5)
  const acas = moved.map(({ adoption }) => adoption.aca)
  const told = (headEnd: SimulatedHeadEnd, state: string) =>
    headEnd.neighbours.flatMap(neighbour =>
      neighbour.state === state && acas.includes(neighbour.aca) ? [neighbour.aca] : [],
    )
  expect(told(west.headEnd, 'silent').toSorted()).toEqual(acas.toSorted())
  expect(told(east.headEnd, 'new').toSorted()).toEqual(acas.toSorted())
})
