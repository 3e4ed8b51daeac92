import { addDays } from '@ferraris/cosem'
import { civilDay, syntheticHousehold } from '@ferraris/meter'
import { ferraris } from '../ferraris.ts'
import { storedImport, yesterday } from '../readings.ts'
import { readMemories } from './memories.ts'
import { directSerial, feederSeed, type Site, within } from './site.ts'
import type { Work } from './work.ts'

/** Days behind today whose readings are compared. */
const days = 3
const patienceMs = 180_000

/** What a system that was killed often must still have; each finding in words. Stops the parts that it looks into. */
export async function findings(site: Site, work: Work): Promise<string[]> {
  return [
    ...(await readingFindings(site)),
    ...(await auditFindings(site)),
    ...(await meterFindings(site, work)),
    ...work.otherEnds,
  ]
}

async function readingFindings(site: Site): Promise<string[]> {
  const found: string[] = []
  for (const [serial, number] of homes(site))
    found.push(...(await compare(site, serial, day => lived(number, day))))
  return [...found, ...(await compare(site, directSerial, day => told(site, day)))]
}

/** The meters of homes; that at the transformer has no load of its own. */
function homes(site: Site): (readonly [serial: string, number: number])[] {
  return site.lineSerials.map((serial, i) => [serial, i + 1] as const).slice(1)
}

/** What is stored of a meter against its own truth, day by day. */
async function compare(
  site: Site,
  serial: string,
  truth: (day: string) => Promise<readonly (number | null)[]> | readonly (number | null)[],
): Promise<string[]> {
  const from = addDays(yesterday(), 1 - days)
  const wanted = Array.from({ length: days }, (_, i) => addDays(from, i))
  const expected: (readonly (number | null)[])[] = []
  for (const day of wanted) expected.push(await truth(day))
  const inStore = () => storedImport(site.headEnd, serial, from, yesterday())
  const differing = (stored: Awaited<ReturnType<typeof inStore>>) =>
    wanted.filter((day, i) => JSON.stringify(stored.get(day)?.values) !== JSON.stringify(expected[i]))
  // The line brings the days of the past one after the other.
  if ((await within(patienceMs, inStore, stored => differing(stored).length === 0)) !== undefined) return []
  return differing(await inStore()).map(day => `${serial} has other readings of ${day} than its meter`)
}

/** What a home has used in the quarter hours of a day. */
function lived(number: number, day: string): readonly number[] {
  const [year = 0, month = 0, date = 0] = day.split('-').map(Number)
  return [...syntheticHousehold(feederSeed, number).day(civilDay(year, month, date)).import]
}

/** What a meter shows of a day to one that asks it directly. */
async function told(site: Site, day: string): Promise<readonly (number | null)[]> {
  const { code, stdout, stderr } = await ferraris([
    'meter',
    'read',
    site.meter.started.uri,
    '--data',
    site.meterFolder,
    '--day',
    day,
    '--json',
  ])
  if (code !== 0) throw new Error(`${directSerial} cannot be asked for its own readings: ${stderr}`)
  const { profile } = JSON.parse(stdout) as {
    profile: { intervals: { series: { values: (number | null)[] }[] } }
  }
  return profile.intervals.series[0]?.values ?? []
}

async function auditFindings(site: Site): Promise<string[]> {
  const { intact, brokenAt } = await site.headEnd.get<{ intact: boolean; brokenAt: number | null }>(
    '/audit-log/verification',
  )
  return intact ? [] : [`the audit log is broken at entry ${brokenAt}`]
}

/** Effects by the meters' own counters and logs. */
async function meterFindings(site: Site, work: Work): Promise<string[]> {
  await site.concentrator.signal('SIGTERM')
  await site.meter.signal('SIGTERM')
  const memories = [
    ...readMemories(site.memories.line, site.lineSerials),
    ...readMemories(site.memories.direct, [directSerial]),
  ]
  return memories.flatMap(([serial, { moves, remoteMovements, refusals }]) => {
    const ordered = work.done.get(serial) ?? 0
    return [
      ...(moves === ordered ? [] : [`${serial} has moved its switch ${moves} times for ${ordered} orders`]),
      // Its log keeps 256 events.
      ...(remoteMovements === moves || moves > 200
        ? []
        : [`${serial} has ${remoteMovements} movements in its log, ${moves} in its counter`]),
      ...(refusals === 0 ? [] : [`${serial} has refused ${refusals} requests as replayed or forged`]),
    ]
  })
}
