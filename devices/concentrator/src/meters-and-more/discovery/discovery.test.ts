import { wholeSecondsOf } from '@ferraris/metering'
import { decodeFrame, encodeFrame } from '@ferraris/smitp/mac'
import { describe, expect, test } from 'vitest'
import { Roster } from '../../commissioning/roster.ts'
import { Store } from '../../store/store.ts'
import { threeRings } from '../../testing/hearing.fixture.ts'
import { hourMs, minuteMs, TestSection } from '../../testing/section.fixture.ts'
import { TestMeter, testAca } from '../../testing/table-meter.fixture.ts'

describe('discovery', () => {
  test('finds 84 meters in three hops within 30 minutes, though every twentieth frame is lost', () => {
    const section = new TestSection({ meters: 84, hearing: threeRings(28), seed: 4, adopt: false })
    section.line.loss = 0.05
    const found = () => section.concentrator.neighbours().length
    expect(section.until(() => found() === 84, 30 * minuteMs)).toBe(true)
    expect(section.until(() => section.concentrator.condition().settledAt !== undefined, hourMs)).toBe(true)
    const hops = section.concentrator.neighbours().map(({ route }) => route.length)
    expect([0, 1, 2].map(repeaters => hops.filter(count => count === repeaters).length)).toEqual([28, 28, 28])
  })

  test('finds the last of a chain with eight repeaters, and leaves out nodes behind it', () => {
    const place = (name: string) => (name === 'dc' ? 0 : Number(name.slice(1)))
    const hearing = (from: string, to: string) => (Math.abs(place(from) - place(to)) === 1 ? 18 : undefined)
    const section = new TestSection({ meters: 10, hearing, adopt: false })
    section.run(2 * hourMs)
    const found = section.concentrator.neighbours()
    expect(found.map(({ aca }) => aca).toSorted()).toEqual(section.meters.slice(0, 9).map(({ aca }) => aca))
    expect(found.find(({ aca }) => aca === testAca(9))?.route).toHaveLength(8)
  })

  test('reports a new meter, and leaves it alone until it is adopted', () => {
    const section = new TestSection({ meters: 3 })
    section.run(hourMs)
    const late = new TestMeter(section.line, 7)
    section.run(3 * hourMs)
    const inventory = section.headEnd.last('inventory')
    expect(inventory?.neighbours.find(({ aca }) => aca === late.aca)?.state).toBe('new')
    expect(late.requests).toBe(0)
    section.tell({ kind: 'adopt', meters: [late.adoption] })
    section.run(hourMs)
    expect(section.headEnd.days(late.aca).length).toBeGreaterThan(0)
  })

  test('goes through a round of searches without pauses while nothing else is to be done', () => {
    const place = (name: string) => (name === 'dc' ? 0 : Number(name.slice(1)))
    // The last one alone hears what lies behind it, and is asked last.
    const hearing = (from: string, to: string) =>
      Math.max(place(from), place(to)) <= 20 || Math.min(place(from), place(to)) === 20 ? 18 : undefined
    const section = new TestSection({ meters: 20, hearing, settings: { historyDays: 1 } })
    section.run(hourMs)
    const late = new TestMeter(section.line, 21)
    // A round begins every two hours, and asks 20 meters for 5 s each.
    const isThere = () => section.concentrator.neighbours().some(({ aca }) => aca === late.aca)
    expect(section.until(isThere, hourMs + 5 * minuteMs)).toBe(true)
  })

  test('searches at once when the head-end has meters to find', () => {
    const section = new TestSection({ meters: 2 })
    section.run(hourMs)
    const late = new TestMeter(section.line, 8)
    section.job('look', { kind: 'discover' })
    const isThere = () => section.concentrator.neighbours().some(({ aca }) => aca === late.aca)
    expect(section.until(isThere, minuteMs)).toBe(true)
    expect(section.headEnd.states('look').at(-1)).toBe('done')
  })

  test('holds up no known meter after a restart: its news come before the section is searched again', () => {
    const section = new TestSection({ meters: 30, hearing: threeRings(10), settings: { historyDays: 1 } })
    section.run(2 * hourMs)
    section.kill()
    section.concentrator.detach()
    const { store, headEnd, line, meters } = section
    const again = new TestSection({ meters: 0, store, headEnd, line, seed: 2, settings: { historyDays: 1 } })
    const far = meters.at(-1)!
    far.events = [{ time: wholeSecondsOf(line.now), code: 2 }]
    const isTold = () =>
      [...headEnd.results.values()].some(({ kind, aca }) => kind === 'events' && aca === far.aca)
    expect(isTold()).toBe(false)
    expect(again.until(isTold, 90_000)).toBe(true)
    expect(again.concentrator.condition().settledAt).toBeUndefined()
  })

  test('finds meters that another master has silenced', () => {
    const section = new TestSection({ meters: 30, hearing: threeRings(10), adopt: false })
    section.run(hourMs)
    section.kill()
    const successor = new TestSection({ meters: 0, line: section.line, seed: 9 })
    const found = () => successor.concentrator.neighbours().length
    expect(successor.until(() => found() === 30, 6 * hourMs)).toBe(true)
  })

  test('reports an address that two devices answer to', () => {
    // Two meters with one address, one near the concentrator and one behind a repeater that the first does not hear.
    const hears: Record<string, string[]> = {
      dc: ['m1', 'twin1'],
      m1: ['dc', 'twin2'],
      twin1: ['dc'],
      twin2: ['m1'],
    }
    const section = new TestSection({
      meters: 1,
      hearing: (from, to) => (hears[from]!.includes(to) ? 18 : undefined),
      adopt: false,
    })
    const twins = ['twin1', 'twin2'].map(place => new TestMeter(section.line, 5, place))
    expect(
      section.until(() => section.concentrator.neighbours().some(({ clash }) => clash), 12 * hourMs),
    ).toBe(true)
    const clashes = section.concentrator.neighbours().filter(({ clash }) => clash)
    expect(clashes.map(({ aca }) => aca)).toEqual([twins[0]!.aca])
  })
})

test('forged addresses on the power line neither silence the section nor fill the disk', () => {
  const section = new TestSection({ meters: 3, adopt: false })
  let made = 0
  // Each search is answered with two thousand forged addresses and the broadcast address.
  section.line.onFrame = (place, psdu) => {
    const frame = decodeFrame(psdu)
    if (place !== 'm1' || frame.lsdu[0] !== 91) return
    const address = made++ === 0 ? [3, 255, 255, 255, 255, 255] : [0x11, 0x22, 0, 0, made >> 8, made & 255]
    psdu.set(encodeFrame({ ...frame, lsdu: Uint8Array.from([91, ...address, ...frame.lsdu.subarray(7)]) }))
  }
  section.run(24 * hourMs)
  const known = section.concentrator.neighbours().map(({ aca }) => aca)
  expect(made).toBeGreaterThan(30)
  expect(known).not.toContain('03FFFFFFFFFF')
  expect(known).toEqual(expect.arrayContaining([testAca(2), testAca(3)]))
  const roster = new Roster(Store.inMemory())
  for (let n = 0; n < 3000; n++) if (roster.admits(testAca(n))) roster.heard(testAca(n), 1)
  expect([...roster.all()]).toHaveLength(2000)
})

describe('the neighbourhood of other concentrators', () => {
  test('a released meter is neither addressed nor used as a repeater', () => {
    // The third is heard through the first and through the second.
    const links = new Set(['dc m1', 'm1 m3', 'dc m2', 'm2 m3'])
    const hearing = (from: string, to: string) =>
      links.has(`${from} ${to}`) || links.has(`${to} ${from}`) ? 12 : undefined
    const section = new TestSection({ meters: 3, hearing })
    section.run(3 * hourMs)
    const target = section.meters[2]!
    const routeOf = () => section.concentrator.neighbours().find(({ aca }) => aca === target.aca)?.route
    const near = section.meters.find(({ aca }) => routeOf()?.[0] === aca)!
    const far = section.meters.find(({ aca }) => aca !== near.aca && aca !== target.aca)!
    expect(routeOf()).toEqual([near.aca])
    section.tell({ kind: 'release', acas: [near.aca] })
    const before = near.requests
    section.run(26 * hourMs)
    expect(near.requests).toBe(before)
    expect(routeOf()).toEqual([far.aca])
    expect(section.concentrator.neighbours().find(({ aca }) => aca === near.aca)?.state).toBe('foreign')
  })

  test('two concentrators on one feeder read what each was given, and nothing else', () => {
    const one = new TestSection({ meters: 6, adopt: false })
    const other = new TestSection({ meters: 0, line: one.line, place: 'dc2', seed: 2 })
    one.run(hourMs)
    expect(one.concentrator.neighbours()).toHaveLength(6)
    expect(other.concentrator.neighbours()).toHaveLength(6)
    const [mine, theirs] = [one.meters.slice(0, 3), one.meters.slice(3)]
    const names = (meters: TestMeter[]) => meters.map(({ aca }) => aca)
    one.tell({ kind: 'adopt', meters: mine.map(({ adoption }) => adoption) })
    other.tell({ kind: 'adopt', meters: theirs.map(({ adoption }) => adoption) })
    one.tell({ kind: 'peers', peers: [{ concentrator: 'CS-2', acas: names(theirs) }] })
    other.tell({ kind: 'peers', peers: [{ concentrator: 'CS-1', acas: names(mine) }] })
    one.run(10 * hourMs)
    const readBy = ({ headEnd }: TestSection) => [...new Set(headEnd.days().map(({ aca }) => aca))].toSorted()
    expect(readBy(one)).toEqual(names(mine))
    expect(readBy(other)).toEqual(names(theirs))
    const states = one.concentrator.neighbours().map(({ state }) => state)
    expect(states.filter(state => state === 'foreign')).toHaveLength(3)
  })

  test('the meters of a dead peer are taken on loan, and go back when it is up again', () => {
    const section = new TestSection({ meters: 2, adopt: false })
    const own = section.meters[0]!
    const lent = section.meters[1]!
    section.tell({ kind: 'adopt', meters: [own.adoption] })
    section.tell({ kind: 'peers', peers: [{ concentrator: 'CS-2', acas: [lent.aca] }] })
    section.run(hourMs)
    expect(section.headEnd.days(lent.aca)).toHaveLength(0)
    section.tell({ kind: 'peers', peers: [{ concentrator: 'CS-2', acas: [lent.aca], dead: true }] })
    section.tell({ kind: 'adopt', meters: [{ ...lent.adoption, onLoanFrom: 'CS-2' }] })
    section.run(hourMs)
    expect(section.headEnd.days(lent.aca).length).toBeGreaterThan(0)
    section.tell({ kind: 'peers', peers: [{ concentrator: 'CS-2', acas: [lent.aca] }] })
    expect(section.store.meters.keys(lent.aca)).toBeUndefined()
    const before = lent.requests
    section.run(24 * hourMs)
    expect(lent.requests).toBe(before)
  })
})
