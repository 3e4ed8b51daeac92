import { bufferEntries, entriesInUse, wholeBuffer } from '@ferraris/client'
import { type Data, data } from '@ferraris/cosem'
import { type ObjectListElement, values } from '@ferraris/cosem/values'
import { supports } from '@ferraris/dlms'
import { type Bench, named } from '../bench.ts'
import type { Talk } from '../talk.ts'
import type { TestCase } from '../test-case.ts'
import { claims, must, needs } from '../verdict.ts'

/** The profiles of the list, and an association that may select rows of them. */
async function profiles(bench: Bench): Promise<[readonly ObjectListElement[], Talk]> {
  const found = (await bench.objects()).filter(
    ({ classId, access }) =>
      classId === 7 && access.attributes.some(({ attribute, mode }) => attribute === 2 && (mode & 1) === 1),
  )
  claims(found.length > 0, 'there is no profile')
  const talk = await bench.talk(bench.client)
  const server = await talk.associate()
  claims(supports(server.conformance, 'selective-access'), 'the server does not offer selective access')
  return [found, talk]
}

function rowsOf(value: Data, where: string): readonly (readonly Data[])[] {
  must(value.type === 'array' || value.type === 'compact-array', `${where} is ${value.type}`)
  return value.value.map(row => {
    must(row.type === 'structure', `a row of ${where} is ${row.type}`)
    return row.value
  })
}

/** Profiles and selective access. */
export const profileCases: readonly TestCase[] = [
  {
    id: 'profiles.columns',
    title: 'Each row has as many columns as there are capture objects',
    clause: 'IEC 62056-6-2, class 7',
    async run(bench) {
      const [found, talk] = await profiles(bench)
      for (const profile of found) {
        const buffer = wholeBuffer(profile.obis)
        const columns = await bench.read(talk, { ...buffer, attribute: 3 })
        must(columns.type === 'array', `${named({ ...buffer, attribute: 3 })} is ${columns.type}`)
        const few = await bench.read(talk, bufferEntries(profile.obis, 1, 3))
        for (const row of rowsOf(few, named(buffer))) {
          must(
            row.length === columns.value.length,
            `${named(buffer)}: ${row.length} columns, ${columns.value.length} capture objects`,
          )
        }
      }
    },
  },
  {
    id: 'profiles.entries-in-use',
    title: 'No profile holds more entries than it can',
    clause: 'IEC 62056-6-2, class 7',
    async run(bench) {
      const [found, talk] = await profiles(bench)
      for (const profile of found) {
        const number = async (attribute: number): Promise<number> => {
          const value = await bench.read(talk, { ...wholeBuffer(profile.obis), attribute })
          return values.doubleLongUnsigned.decode(value)
        }
        const [used, room] = [await number(7), await number(8)]
        must(used <= room, `${profile.obis}: ${used} entries in use of ${room}`)
      }
    },
  },
  {
    id: 'profiles.by-entry',
    title: 'Rows selected by entry are those of the buffer, as many as asked for',
    clause: 'IEC 62056-6-2, class 7, selector 2',
    async run(bench) {
      const [found, talk] = await profiles(bench)
      for (const profile of found) {
        const buffer = wholeBuffer(profile.obis)
        const used = values.doubleLongUnsigned.decode(await bench.read(talk, entriesInUse(profile.obis)))
        const value = await bench.read(talk, bufferEntries(profile.obis, 1, 2))
        const rows = rowsOf(value, named(buffer))
        must(rows.length === Math.min(2, used), `${named(buffer)}: ${rows.length} rows of the first 2`)
      }
    },
  },
  {
    id: 'profiles.by-range',
    title: 'Rows selected by a range of time lie within it, and are those between its ends',
    clause: 'IEC 62056-6-2, class 7, selector 1',
    async run(bench) {
      const [found, talk] = await profiles(bench)
      const timed: ObjectListElement[] = []
      for (const profile of found) {
        const columns = await bench.read(talk, { ...wholeBuffer(profile.obis), attribute: 3 })
        if (columns.type === 'array' && isClock(columns.value[0])) timed.push(profile)
      }
      needs(timed.length > 0, 'no profile has the clock as its first column')
      for (const profile of timed) await checkRange(bench, talk, profile)
    },
  },
]

function isClock(column: Data | undefined): boolean {
  const classId = column?.type === 'structure' ? column.value[0] : undefined
  return classId !== undefined && values.longUnsigned.decode(classId) === 8
}

async function checkRange(bench: Bench, talk: Talk, profile: ObjectListElement): Promise<void> {
  const buffer = wholeBuffer(profile.obis)
  const columns = await bench.read(talk, { ...buffer, attribute: 3 })
  const value = await bench.read(talk, bufferEntries(profile.obis, 1, 4))
  const stamps = firstCells(rowsOf(value, named(buffer)))
  const [, from, to] = stamps
  const clock = columns.type === 'array' ? columns.value[0] : undefined
  // Rows without a stamp of their own cannot be ends of a range.
  if (!clock || !from || !to || stamps.some(stamp => stamp.type === 'null-data')) return
  const range = data.structure(clock, from, to, data.array())
  const selected = await bench.read(talk, { ...buffer, selection: { selector: 1, parameters: range } })
  const rows = rowsOf(selected, named(buffer))
  must(rows.length >= 2, `${named(buffer)}: ${rows.length} rows between the stamps of rows 2 and 3`)
  const found = firstCells(rows)
  const ends = [found.at(0), found.at(-1)]
  must(
    JSON.stringify(ends.map(plain)) === JSON.stringify([from, to].map(plain)),
    `${named(buffer)}: the rows do not begin and end where the range does`,
  )
}

function firstCells(rows: readonly (readonly Data[])[]): Data[] {
  return rows.flatMap(([cell]) => cell ?? [])
}

function plain(value: Data | undefined): unknown {
  return value?.type === 'octet-string' ? [...value.value] : value
}
