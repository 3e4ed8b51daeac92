import type { ProfileColumns } from '../profile/profile-columns.ts'

/** A row of a profile that holds one register. */
export interface RegisterRow {
  /** Seconds since 1970-01-01T00:00Z. */
  readonly time: number
  /** Bits of the profile status. */
  readonly status: number
  readonly value: number
}

/**
 * The rows of registers that were read one after the other, as one profile. Rows belong together by their stamp, and
 * where the clock was set back, so that a stamp comes twice, by the order of capture. A register that lacks a row,
 * for it was captured between two readings, has no number there (NaN).
 */
export function joinRegisters(registers: readonly (readonly RegisterRow[])[]): ProfileColumns {
  const times: number[] = []
  const status: number[] = []
  const placesOf = new Map<number, number[]>()
  const columns = registers.map(rows => {
    const numbers: number[] = []
    const met = new Map<number, number>()
    for (const row of rows) {
      const nth = met.get(row.time) ?? 0
      met.set(row.time, nth + 1)
      const places = placesOf.get(row.time) ?? []
      const place = places[nth] ?? times.push(row.time) - 1
      placesOf.set(row.time, places)
      places[nth] = place
      numbers[place] = row.value
      status[place] = (status[place] ?? 0) | row.status
    }
    return numbers
  })
  return {
    count: times.length,
    times: Float64Array.from(times),
    status: Uint8Array.from(status),
    registers: columns.map(numbers => Float64Array.from(times, (_, place) => numbers[place] ?? Number.NaN)),
  }
}
