import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

const root = join(import.meta.dirname, '../../..')
const own = join(root, 'protocols/dlms/vectors')
/** Recorded telegrams beside the repository, where there are any. */
const shared = join(root, '../../shared/vectors')

/** Longer ones make each input slow and reach nothing that shorter ones do not. */
const longestSeed = 4096

/** Whether there are recorded telegrams beside the repository. */
export const hasSharedVectors = existsSync(shared)

/** Telegrams of a folder of vectors, `dlms` or `p1`: each text of hex digits that a JSON file of it has. */
export function vectorOctets(folder: string): Uint8Array[] {
  const found = new Set<string>()
  collect(folder, text => {
    const hex = text.replace(/\s/g, '').toLowerCase()
    if (/^(?:[0-9a-f]{2}){3,}$/.test(hex) && hex.length <= 2 * longestSeed) found.add(hex)
  })
  return [...found].map(hex => Uint8Array.from(Buffer.from(hex, 'hex')))
}

/** Texts of a folder of vectors that have at least so many characters. */
export function vectorTexts(folder: string, atLeast = 20): Uint8Array[] {
  const found = new Set<string>()
  collect(folder, text => {
    if (text.length >= atLeast && text.length <= longestSeed && !/^[0-9a-fA-F\s]*$/.test(text))
      found.add(text)
  })
  return [...found].map(text => new TextEncoder().encode(text))
}

function collect(folder: string, take: (text: string) => void): void {
  const folders = [join(shared, folder), ...(folder === 'dlms' ? [own] : [])]
  for (const file of folders.flatMap(cwd =>
    globSync('*.json', { cwd })
      .sort()
      .map(name => join(cwd, name)),
  ))
    visit(JSON.parse(readFileSync(file, 'utf8')), take)
}

function visit(value: unknown, take: (text: string) => void): void {
  if (typeof value === 'string') take(value)
  else if (value !== null && typeof value === 'object')
    for (const member of Object.values(value)) visit(member, take)
}
