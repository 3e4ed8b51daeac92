import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { zone } from '@ferraris/cosem'
import {
  CurveCache,
  harmKinds as feltKinds,
  inMemory,
  italianBands,
  LocalCalendar,
  Meter,
  syntheticHousehold,
  TariffCalendar,
} from '@ferraris/meter'
import { type FaultOrder, faultDeclarations, type HarmKind, harmKinds, secondsOf } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DirectHarms } from './direct-harms.ts'

const clock = { time: Date.parse('2026-11-20T11:00:00Z'), now: () => clock.time }
const target = 'FER00000001'
let folder: string
let harms: DirectHarms
let meter: Meter

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-kinds-'))
  const calendar = new LocalCalendar(zone('Europe/Rome'))
  // Of three phases: it feels everything.
  meter = new Meter(
    {
      serial: target,
      load: syntheticHousehold(1, 1),
      seed: 1,
      phases: 3,
      origin: calendar.at(secondsOf(clock.time)).day - 1,
      depthDays: 60,
      memory: inMemory(),
    },
    { calendar, tariffs: new TariffCalendar(italianBands), curves: new CurveCache() },
    undefined,
    clock,
  )
  harms = new DirectHarms({ folder, clock, meters: new Map([[target, () => meter]]) })
})
afterAll(() => rmSync(folder, { recursive: true }))

function feels(order: FaultOrder): boolean {
  try {
    harms.setFault(order)
    return true
  } catch {
    return false
  }
}

/** Orders of a kind: with its usual values, and with the ends of each of its ranges. */
function ordersOf(kind: HarmKind): Partial<FaultOrder>[] {
  const { parameters } = faultDeclarations[kind]
  const ends = Object.entries(parameters).flatMap(([name, parameter]) =>
    'least' in parameter ? [{ [name]: parameter.least }, { [name]: parameter.most }] : [],
  )
  const phases = 'phase' in parameters ? [{ phase: 'L2' as const }] : []
  return [{}, ...ends, ...phases]
}

test('the table has the harms that a meter knows, and its buttons', () => {
  expect(harmKinds.filter(kind => !kind.startsWith('press-')).toSorted()).toEqual(feltKinds.toSorted())
})

test.each(harmKinds)('a meter feels %s as the table has it, and no more when it is mended', kind => {
  for (const order of ordersOf(kind)) {
    clock.time += 60_000
    const { until } = harms.setFault({ kind, target, ...order })
    expect(until === null || until >= clock.time).toBe(true)
    const isFelt = meter.store.harms.list.some(
      harm => harm.kind === kind && harm.from === secondsOf(clock.time),
    )
    expect([order, isFelt]).toEqual([order, !kind.startsWith('press-')])
    clock.time += 1000
    const cleared = harms.clearFaults(kind, target)
    expect(cleared).toBe(faultDeclarations[kind].isMoment ? 0 : 1)
  }
  expect(harms.faults()).toEqual([])
})

test('a kind that meters do not feel, and an amount out of its range, are refused', () => {
  for (const kind of harmKinds) {
    for (const [name, parameter] of Object.entries(faultDeclarations[kind].parameters)) {
      if (!('least' in parameter)) continue
      for (const wrong of [parameter.least - 0.01, parameter.most + 0.01, Number.NaN])
        expect(feels({ kind, target, [name]: wrong })).toBe(false)
    }
  }
})
