import { readCsv } from './csv.ts'
import type { ImportResult } from './schemas.ts'
import type { Uploads } from './uploads.ts'

/** Faults that an answer names; who sees a thousand of them mends the file. */
const mostFaults = 1000

/** Takes the rows of a file that can be taken; the others are told with their lines. Throws CampaignProblem `not-csv`. */
export async function importCsv(
  uploads: Uploads,
  csv: string,
  participant: string | null,
): Promise<ImportResult> {
  const read = readCsv(csv, participant)
  const outcomes = await Promise.all(read.uploads.map(upload => uploads.take(upload)))
  const refused = outcomes.flatMap(({ refused }, at) => {
    const line = Number(read.uploads[at]?.place.slice('line '.length))
    return refused === null ? [] : [{ line, detail: refused.detail }]
  })
  const faults = [...read.faults, ...refused].sort((a, b) => a.line - b.line)
  return {
    rows: read.uploads.length + read.faults.length,
    taken: read.uploads.length - refused.length,
    faults: faults.slice(0, mostFaults),
  }
}
