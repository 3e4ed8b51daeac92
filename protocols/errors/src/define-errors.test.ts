import { expect, expectTypeOf, test } from 'vitest'
import { defineErrors, detailAndRemedy, FerrarisError, meaningAndRemedy } from './index.ts'

class LineError extends defineErrors('line', {
  'no-answer': ['transport', 'the meter does not answer', 'check address and wiring'],
  'address-invalid': ['input', 'this is no address', 'write 12 hex digits'],
  'line-taken': ['unavailable', 'the line is in use', 'wait', 409],
}) {}

test('an error carries what its code declares, and what the occasion adds', () => {
  const cause = new Error('socket closed')
  const error = new LineError('no-answer', 'silent after 3 attempts', { cause, path: 'address', offset: 4 })
  expect(error).toBeInstanceOf(FerrarisError)
  expect(error).toBeInstanceOf(LineError)
  expect(error).toMatchObject({
    name: 'LineError',
    layer: 'line',
    code: 'no-answer',
    culprit: 'transport',
    remedy: 'check address and wiring',
    path: 'address',
    offset: 4,
    cause,
    message: 'address: silent after 3 attempts',
  })
  expectTypeOf(error.code).toEqualTypeOf<'no-answer' | 'address-invalid' | 'line-taken'>()
})

test('exit status and HTTP status follow from the culprit, unless the code has a status of its own', () => {
  const errors = [new LineError('no-answer'), new LineError('address-invalid'), new LineError('line-taken')]
  expect(errors.map(({ exitStatus, httpStatus }) => [exitStatus, httpStatus])).toEqual([
    [1, 504],
    [2, 400],
    [1, 409],
  ])
})

test('a message without detail tells meaning and remedy', () => {
  expect(new LineError('no-answer').message).toBe('the meter does not answer; check address and wiring')
})

test('a family words its messages: detail and remedy, or detail added to the meaning', () => {
  const refused = ['remote', 'the meter refused', 'check the keys'] as const
  class Advised extends defineErrors('a', { refused }, detailAndRemedy) {}
  class Explained extends defineErrors('b', { refused }, meaningAndRemedy) {}
  expect(new Advised('refused', 'no such key', { path: 'k1' }).message).toBe(
    'k1: no such key; check the keys',
  )
  expect(new Explained('refused', 'code 7').message).toBe('the meter refused (code 7); check the keys')
  expect(new Explained('refused', '', { remedy: 'wait' }).message).toBe('the meter refused; wait')
})

test('nothing that an occasion leaves out shows in a print', () => {
  expect(Object.keys(new LineError('no-answer'))).toEqual(['layer', 'code', 'detail', 'path', 'name'])
})
