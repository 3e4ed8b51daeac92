import type { Say } from './languages.ts'

/** Groups C, D and E, of which D and E may be any (`*`), and a name in which `{e}` stands for group E. */
type Pattern = readonly [groups: string, name: string]

type PatternTable = ReadonlyMap<string, string>

export function patternTable(patterns: readonly Pattern[]): PatternTable {
  return new Map(patterns)
}

/** Finds the most specific name: E may be left open, then D too. */
export function findName(
  table: PatternTable,
  [c, d, e]: readonly [c: number, d: number, e: number],
  say: Say,
): string | undefined {
  const name = table.get(`${c}.${d}.${e}`) ?? table.get(`${c}.${d}.*`) ?? table.get(`${c}.*.*`)
  return name === undefined
    ? undefined
    : say(name)
        .replace(' {e}', e === 0 ? '' : ` ${e}`)
        .replace(' {e+1}', ` ${e + 1}`)
}
