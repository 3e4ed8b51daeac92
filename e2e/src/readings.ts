import { addDays, zone } from '@ferraris/cosem'
import { eventually, type RunningDistrict } from './ferraris.ts'

const rome = zone('Europe/Rome')

/** The last local day that is over, and days before it. */
export const yesterday = (): string => addDays(rome.dateOf(Date.now() / 1000), -1)

interface Summary {
  readonly endDevices: number
  readonly intervalReadings: number
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
}

/** Waits until every quarter hour of the last complete day is stored. */
export const completeSummary = (district: RunningDistrict): Promise<Summary> =>
  eventually(
    () => district.get<Summary>('/summary'),
    ({ completeness: { expected, received } }) => expected > 0 && received === expected,
  )

export interface IntervalBlock {
  readonly start: string
  readonly unit: string
  readonly intervalSeconds: number
  readonly values: readonly (number | null)[]
  readonly quality: readonly number[]
}

/** The stored active import of a meter by local day. */
export async function storedImport(
  district: RunningDistrict,
  serial: string,
  from: string,
  to: string,
): Promise<Map<string, IntervalBlock>> {
  const query = new URLSearchParams({ endDevice: serial, obis: '1.0.1.8.0.255', from, to })
  const { items } = await district.get<{ items: IntervalBlock[] }>(`/interval-blocks?${query}`)
  return new Map(items.map(block => [block.start.slice(0, 10), block]))
}
