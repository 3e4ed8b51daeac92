import { expect, test } from 'vitest'
import { faultsOf, membersOf, parametersOf } from './parameter-schema.ts'

const schema = {
  type: 'object',
  required: ['watts', 'connected'],
  properties: {
    watts: { type: 'integer', description: 'What the supply may draw.' },
    connected: { type: 'boolean' },
    mode: { enum: ['a', 'b'] },
    at: { type: 'string', format: 'date-time' },
    from: { type: 'string', format: 'date' },
    image: { type: 'string', pattern: '^[0-9a-f]{64}$' },
    text: { type: 'string', title: 'Message' },
    days: { type: 'array' },
  },
}

test('a form follows from the schema of the parameters', () => {
  const members = membersOf(schema)
  expect(members.map(({ name, input, isRequired }) => [name, input.kind, isRequired])).toEqual([
    ['watts', 'number', true],
    ['connected', 'switch', true],
    ['mode', 'choice', false],
    ['at', 'instant', false],
    ['from', 'day', false],
    ['image', 'file', false],
    ['text', 'text', false],
    ['days', 'json', false],
  ])
  expect(members[6]).toMatchObject({ title: 'Message', hint: undefined })
})

test('what is typed becomes parameters; what is empty is left out, and what cannot be read is named', () => {
  const members = membersOf(schema)
  const typed = { watts: ' 3300 ', connected: false, at: '2026-12-01T11:00', text: '', days: '[{"day":1}]' }
  expect(faultsOf(members, typed)).toEqual([])
  expect(parametersOf(members, typed, 'Europe/Rome')).toEqual({
    watts: 3300,
    connected: false,
    at: '2026-12-01T10:00:00.000Z',
    days: [{ day: 1 }],
  })
  expect(faultsOf(members, { watts: 'many', at: 'soon', days: '[' })).toEqual([
    'watts',
    'connected',
    'at',
    'days',
  ])
})
