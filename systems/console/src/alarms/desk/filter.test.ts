import { expect, test } from 'vitest'
import { filterOf, paramsOf, queryOf } from './filter.ts'

test.each(['', 'view=mine&severity=critical', 'view=closed&search=S1'])(
  'the address %j says what it says',
  address => {
    expect(paramsOf(filterOf(new URLSearchParams(address))).toString()).toBe(address)
  },
)

test('what an address does not mean is left out', () => {
  expect(filterOf(new URLSearchParams('view=all&severity=grave'))).toEqual({
    view: 'open',
    severity: null,
    search: '',
  })
})

test('mine is what is assigned to the person at the desk', () => {
  const filter = filterOf(new URLSearchParams('view=mine'))
  expect(queryOf(filter, 'anna')).toEqual({ state: 'assigned', assignedTo: 'anna' })
  expect(queryOf(filterOf(new URLSearchParams('severity=major')), 'anna')).toEqual({
    state: 'open',
    severity: 'major',
  })
})
