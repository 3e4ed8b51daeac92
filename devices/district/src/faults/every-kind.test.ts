import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { harmKinds as feltKinds } from '@ferraris/meter'
import { type FaultOrder, faultDeclarations, type HarmKind, harmKinds } from '@ferraris/metering'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type District, startDistrict } from '../district.ts'

const clock = { time: Date.parse('2026-11-20T11:00:00Z'), now: () => clock.time }
let folder: string
let district: District
/** A meter of three phases: it feels everything. */
let meter: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ferraris-kinds-'))
  district = await startDistrict({ meters: 40, data: folder, seed: 5, historyDays: 1, clock, basePort: 0 })
  meter = district.meters.find(({ serial }) => feels({ kind: 'wrong-sequence', target: serial }))!.serial
  district.faults.clear('wrong-sequence')
})
afterAll(async () => {
  await district.close()
  rmSync(folder, { recursive: true })
})

function feels(order: FaultOrder): boolean {
  try {
    district.faults.set(order)
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

const known = harmKinds.filter(
  kind => kind.startsWith('press-') || (feltKinds as readonly string[]).includes(kind),
)

test('every harm that a meter knows is in the table', () => {
  expect(feltKinds.filter(kind => !(harmKinds as readonly string[]).includes(kind))).toEqual([])
})

test.each(known)('a meter feels %s as the table has it, and no more when it is mended', kind => {
  for (const order of ordersOf(kind)) {
    clock.time += 60_000
    const { until } = district.faults.set({ kind, target: meter, ...order })
    expect(until === null || until >= clock.time).toBe(true)
    clock.time += 1000
    const cleared = district.faults.clear(kind, meter)
    expect(cleared).toBe(faultDeclarations[kind].isMoment ? 0 : 1)
  }
  expect(district.faults.describe().faults).toEqual([])
})

test('a kind that meters do not feel, and an amount out of its range, are refused', () => {
  for (const kind of known) {
    for (const [name, parameter] of Object.entries(faultDeclarations[kind].parameters)) {
      if (!('least' in parameter)) continue
      for (const wrong of [parameter.least - 0.01, parameter.most + 0.01, Number.NaN])
        expect(feels({ kind, target: meter, [name]: wrong })).toBe(false)
    }
  }
})
