import { expect, test } from 'vitest'
import { linesOf, objectsIn } from './push-list-lines.ts'

const objects = [
  { classId: 8, obis: '0.0.1.0.0.255', attribute: 2 },
  { classId: 1, obis: '0.0.97.98.20.255', attribute: 2 },
]

test('lines that a person wrote are the objects again', () => {
  expect(objectsIn(linesOf(objects))).toEqual({ objects })
  expect(objectsIn('\n  8   0.0.1.0.0.255 2 \r\n\n1 0.0.97.98.20.255 2\n')).toEqual({ objects })
})

test.each([
  ['', 1],
  ['8 0.0.1.0.0.255', 1],
  ['8 0.0.1.0.0.255 2\n0.0.97.98.20.255 1 2', 2],
  ['8 0.0.1.0.0 2', 1],
])('the line that names no object is told: %j', (text, line) => {
  expect(objectsIn(text).wrongLine).toBe(line)
})
