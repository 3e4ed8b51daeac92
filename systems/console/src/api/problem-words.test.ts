import { expect, test } from 'vitest'
import type { Text } from '../i18n/use-text.ts'
import { ProblemError } from './problem.ts'
import { reasonOf } from './problem-words.ts'

const t: Text = (id, values) => (values?.detail ? `${id}(${values.detail})` : id)

test('a problem is told by its code in the language in use, with the detail where that adds something', () => {
  const type = 'urn:ferraris:problem:password-wrong'
  expect(reasonOf(new ProblemError({ status: 403, type, detail: 'not it' }), t)).toBe(
    'error.password-wrong(not it)',
  )
  expect(reasonOf(new ProblemError({ status: 0 }), t)).toBe('problem.unreachable')
})

test('a problem that is new to the console keeps the words of the head-end', () => {
  const strange = { status: 409, type: 'urn:ferraris:problem:moon-full', title: 'Full moon', detail: '' }
  expect(reasonOf(new ProblemError(strange), t)).toBe('Full moon')
  expect(reasonOf(new ProblemError({ status: 418, type: 'about:blank' }), t)).toBe('problem.status')
})
