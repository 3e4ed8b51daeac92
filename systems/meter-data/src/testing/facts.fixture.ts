import { existsSync, readFileSync } from 'node:fs'

const place = new URL('../../../../../../shared/facts/meter-data.md', import.meta.url)
const near = new URL('../../../../../shared/facts/meter-data.md', import.meta.url)

/**
 * The whole-day vectors of the facts beside the repository, where they are: the lines of numbers in order. They are not part of the
 * repository, so that tests which use them are skipped without them.
 */
export function factVectors(): readonly number[][] | undefined {
  const found = [place, near].find(url => existsSync(url))
  if (found === undefined) {
    console.warn('skipped: the vectors of ../shared/facts/meter-data.md are not here')
    return undefined
  }
  const text = readFileSync(found, 'utf8')
  return [...text.matchAll(/`(\d+(?:,\d+){7,})`/g)].map(([, list = '']) => list.split(',').map(Number))
}
