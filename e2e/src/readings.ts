import { eventually, type RunningSystem } from './ferraris.ts'

/** The last day that is over in Rome, by the runtime's own calendar. */
export function yesterday(): string {
  const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Rome' }).format(Date.now())
  return new Date(Date.parse(`${today}T12:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
}

interface Summary {
  readonly endDevices: number
  readonly intervalReadings: number
  readonly completeness: { readonly day: string; readonly expected: number; readonly received: number }
}

/** Waits until every quarter hour of the last complete day is stored. */
export function completeSummary(district: RunningSystem): Promise<Summary> {
  return eventually(
    () => district.get<Summary>('/summary'),
    ({ completeness: { expected, received } }) => expected > 0 && received === expected,
  )
}

export interface IntervalBlock {
  readonly start: string
  readonly unit: string
  readonly intervalSeconds: number
  readonly values: readonly (number | null)[]
  readonly quality: readonly number[]
}

/** The stored active import of a meter by local day. */
export async function storedImport(
  district: RunningSystem,
  serial: string,
  from: string,
  to: string,
): Promise<Map<string, IntervalBlock>> {
  const query = new URLSearchParams({ endDevice: serial, obis: '1.0.1.8.0.255', from, to })
  const { items } = await district.get<{ items: IntervalBlock[] }>(`/interval-blocks?${query}`)
  return new Map(items.map(block => [block.start.slice(0, 10), block]))
}
