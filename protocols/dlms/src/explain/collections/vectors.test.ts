import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { explainLine, type LineExplanation } from './line.ts'

interface Vector {
  readonly name: string
  readonly expected?: Record<string, unknown>
  readonly messages?: { readonly expected: Record<string, unknown> }[]
  [member: string]: unknown
}

const own = join(import.meta.dirname, '../../../vectors')
const shared = join(import.meta.dirname, '../../../../../../shared/vectors/dlms')

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

/** A test for each vector of a file; one that is skipped, and says why, where the file is not there. */
function vectorTests(file: string): void {
  if (!existsSync(file)) {
    test.skip('skipped: the file is not there')
    return
  }
  const named = (JSON.parse(readFileSync(file, 'utf8')) as Vector[]).map(
    vector => [vector.name, vector] as const,
  )
  test.for(named)('%s', ([, vector]) => checkVector(vector))
}

describe('vectors/computed.json', () => vectorTests(join(own, 'computed.json')))

describe.each(['collected.json', 'computed.json', 'pages.json', 'sessions.json'])(
  '../shared/vectors/dlms/%s',
  file => vectorTests(join(shared, file)),
)
