import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainLine, type LineExplanation } from './line.ts'

interface Vector {
  name: string
  expected?: Record<string, unknown>
  messages?: { expected: Record<string, unknown> }[]
  [member: string]: unknown
}

const own = join(import.meta.dirname, '../../vectors/computed.json')
const shared = join(import.meta.dirname, '../../../../../shared/vectors/dlms')

const read = (file: string): Vector[] => JSON.parse(readFileSync(file, 'utf8')) as Vector[]

/** Every member that is expected stands in what came out, with an equal value. */
function check(actual: Record<string, unknown>, expected: Record<string, unknown>): void {
  if ('error' in expected) {
    expect((actual as LineExplanation).errors).not.toEqual([])
    expect(actual).not.toHaveProperty('value')
    expect(actual.values).toEqual([])
    return
  }
  for (const [member, value] of Object.entries(expected)) {
    // What goes out is JSON: members that are undefined do not exist there.
    expect(JSON.parse(JSON.stringify({ [member]: actual[member] }))).toEqual({ [member]: value })
  }
}

function checkVector(vector: Vector): void {
  const actual = explainLine(vector)
  if (vector.expected !== undefined) check(actual, vector.expected)
  const messages = actual.messages as Record<string, unknown>[]
  vector.messages?.forEach((message, i) => {
    expect(() => check(messages[i]!, message.expected), `message ${i}`).not.toThrow()
  })
}

describe('own vectors', () => {
  test.for(read(own).map(vector => [vector.name, vector] as const))('%s', ([, vector]) => checkVector(vector))
})

describe.skipIf(!existsSync(shared))(
  'vectors in ../shared/vectors/dlms (skipped where that folder is absent)',
  () => {
    const files = existsSync(shared) ? ['collected.json', 'pages.json', 'sessions.json', 'computed.json'] : []
    describe.each(files)('%s', file => {
      test.for(read(join(shared, file)).map(vector => [vector.name, vector] as const))('%s', ([, vector]) =>
        checkVector(vector),
      )
    })
  },
)
