import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { decode } from '@ferraris/codec'
import { decodeData, encodeData } from '@ferraris/cosem'
import { catalogue } from '@ferraris/smitp/tables'
import { describe, expect, test } from 'vitest'
import { hostileValues } from '../automation/hostile-values.fixture.ts'
import { objects } from '../cosem/objects.ts'
import { dice } from '../load/chance.ts'
import { bench, smitpKeys } from '../smitp/bench.fixture.ts'
import { measured } from './registers.ts'

const management = {
  client: 1,
  mechanism: 'high-gmac',
  protection: { authenticated: true, encrypted: true },
  ciphered: true,
} as const

const roll = dice(20261122)
const { below, pick, octets, anything, varied } = hostileValues(roll)
const entries = objects[1].entries
const tables = [...new Set(Object.values(catalogue).map(({ table }) => table))]
const { table: keyTable, codec: keyPair } = catalogue.keys

/** A meter, what it has counted, and a request of any kind through any of its faces. */
function harassed() {
  const { meter, clock, client } = bench()
  const undisturbed = bench()
  const { device } = meter.server
  let [keys, writer, loaded] = [smitpKeys.operational, client(), 0]
  const byCosem = () => {
    const { classId, obis: instanceId, attributes, methods } = pick(entries)
    const attributeId = pick([...attributes.keys()])
    const before = device.get(management, { classId, instanceId, attributeId })
    const value = typeof before === 'string' || below(3) === 0 ? anything() : varied(decodeData(before))
    device.set(management, { classId, instanceId, attributeId }, encodeData(value))
    const methodId = pick([...methods.keys(), 1])
    device.action(management, { classId, instanceId, methodId }, encodeData(anything()))
  }
  /** Other keys shut the writer out that has loaded them, unless it goes on under them. */
  const loadKeys = (data: Uint8Array) => {
    const order = { table: keyTable, firstRow: 0, rows: [data] } as const
    const kind = pick(['write-table.request', 'write-table.request', 'write-table-initial.request'] as const)
    if (writer.ask({ kind, ...order }).kind === 'answered') {
      keys = decode(keyPair, data)
      loaded++
    }
    writer = client(keys)
  }
  const byTables = () => {
    const table = pick(tables)
    if (table === keyTable) return loadKeys(octets(pick([31, 32, 32, 32])))
    const data = octets(pick([0, 1, 4, 8, 12, 16, 32]))
    switch (below(3)) {
      case 0:
        return writer.ask({ kind: 'write.request', table, row: pick([0, 1, 2, 0x3f, 255]), data })
      case 1:
        return writer.ask({ kind: 'reset-table.request', table, row: pick([0, 1, 255]) })
      default:
        return writer.ask({ kind: 'command.request', command: below(12), parameters: data })
    }
  }
  const counted = (instant: number) => Array.from(meter.store.registers(instant))
  return { meter, clock, undisturbed, byCosem, byTables, counted, keysLoaded: () => loaded }
}

describe('no face of the meter can change what it has counted', () => {
  test.each(['byCosem', 'byTables'] as const)('uc K-22 whatever is written, reset or ordered: %s', face => {
    const { clock, counted, undisturbed, keysLoaded, ...requests } = harassed()
    const past = Array.from({ length: 20 }, (_, day) => clock.seconds - day * 86_400 - day)
    const kept = new Map(past.map(instant => [instant, counted(instant)]))
    let before = counted(clock.seconds)
    // What is drawn depends on the objects that there are: other keys have to be among it.
    for (let round = 0; round < 400 || (face === 'byTables' && keysLoaded() === 0); round++) {
      requests[face]()
      const now = counted(clock.seconds)
      expect(now).toEqual(before)
      const instant = pick([...kept.keys()])
      expect(counted(instant)).toEqual(kept.get(instant))
      clock.seconds += below(1800)
      before = counted(clock.seconds)
      for (const [place, value] of before.entries()) expect(value).toBeGreaterThanOrEqual(now[place]!)
      kept.set(clock.seconds, before)
    }
    expect(keysLoaded() > 0).toBe(face === 'byTables')
    // An open switch counts less, and nothing counts more than the home has drawn or fed in.
    const all = Array.from(undisturbed.meter.store.registers(clock.seconds))
    for (const place of measured) expect(before[place]).toBeLessThanOrEqual(all[place]!)
    expect(before.slice(4).reduce((a, b) => a + b)).toBe(before[0])
  })

  test('a row of registers that a face was given is its own copy', () => {
    const { meter, clock } = bench()
    const row = meter.store.registers(clock.seconds)
    const before = row[0]!
    Object.assign(row, { 0: before + 1000 })
    expect(meter.store.registers(clock.seconds)[0]).toBe(before)
  })
})

/** What the others may take from the legal part: constants, names and forms, nothing that counts. */
const harmless = new Set(['channels', 'register', 'harmonicOrders', 'partOf', 'totalDistortion'])

test('uc K-22 faces, automation and security know no more of the legal part than names and types', () => {
  const source = join(import.meta.dirname, '..')
  const files = ['cosem', 'smitp', 'automation', 'security'].flatMap(folder =>
    readdirSync(join(source, folder), { recursive: true, encoding: 'utf8' }).map(file =>
      join(source, folder, file),
    ),
  )
  const taken = files
    .filter(file => file.endsWith('.ts') && !/\.(test|fixture)\.ts$/.test(file))
    .flatMap(file => {
      const imports = readFileSync(file, 'utf8').matchAll(
        /^import (type )?\{([^}]*)\} from '[./]*\/metrology\/[^']+'/gm,
      )
      return [...imports].flatMap(([, isType, names = '']) =>
        isType
          ? []
          : names
              .split(',')
              .map(name => name.trim().replace(/ as .*/, ''))
              .filter(name => !name.startsWith('type ')),
      )
    })
  expect(taken.length).toBeGreaterThan(3)
  expect(taken.filter(name => !harmless.has(name))).toEqual([])
})
