import { mutations, Random } from '@ferraris/testing'
import type { Target } from './target.ts'

/** Values that readers of JSON stumble over. */
const hostileValues: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  Number.MAX_SAFE_INTEGER,
  2 ** 63,
  4_102_444_800_000,
  -62_135_596_800_001,
  8.64e15 + 1,
  '',
  ' ',
  '\u0000',
  '\ud800',
  '__proto__',
  'constructor',
  '9'.repeat(400),
  '2099-02-30',
  '1.0.1.8.0.999',
  [],
  [[]],
  {},
  { length: 1e9 },
  Array(500).fill(0),
]

/** Broken inputs of a target; the same for the same seed. */
export function* inputsOf(
  { seeds, json = false }: Target,
  seed: number,
  count: number,
): Generator<Uint8Array> {
  if (!json) {
    yield* mutations(seed, seeds, count)
    return
  }
  const random = new Random(seed)
  const documents = seeds.map(octets => new TextDecoder().decode(octets))
  let i = 0
  for (const octets of mutations(seed, seeds, count))
    yield i++ % 4 === 0 ? octets : new TextEncoder().encode(changedJson(random.of(documents), random))
}

/** The document with one to three of its values replaced, left out, doubled or swapped for another of its own. */
function changedJson(text: string, random: Random): string {
  let document = JSON.parse(text) as unknown
  for (let n = 1 + random.below(3); n > 0; n--) document = changedValue(document, random)
  return JSON.stringify(document) ?? 'null'
}

/** A copy: the next change may go into it. */
function hostileValue(random: Random): unknown {
  return structuredClone(random.of(hostileValues))
}

interface Place {
  readonly holder: Record<string, unknown>
  readonly member: string
}

function changedValue(document: unknown, random: Random): unknown {
  const places: Place[] = []
  find(document, places)
  if (places.length === 0 || random.below(40) === 0) return hostileValue(random)
  const { holder, member } = random.of(places)
  const other = random.of(places)
  switch (random.below(5)) {
    case 0:
      delete holder[member]
      break
    case 1:
      holder[member] = structuredClone(other.holder[other.member])
      break
    case 2:
      // The length of a list is no member of the document.
      if (Array.isArray(holder)) holder.push(hostileValue(random))
      else holder[random.of(['extra', '__proto__', other.member])] = hostileValue(random)
      break
    default:
      holder[member] = hostileValue(random)
  }
  return document
}

function find(value: unknown, places: Place[]): void {
  if (value === null || typeof value !== 'object') return
  const holder = value as Record<string, unknown>
  for (const member of Object.keys(holder)) {
    places.push({ holder, member })
    find(holder[member], places)
  }
}
