import { expect, test } from 'vitest'
import { filterOf, paramsOf } from './filter.ts'

test('an address says which messages are shown, and what it does not understand is left out', () => {
  const address = new URLSearchParams('state=dead&direction=out&destination=mdm&limit=9&noun=')
  const filter = filterOf(address)
  expect(filter).toEqual({ state: 'dead', direction: 'out', destination: 'mdm' })
  expect(filterOf(paramsOf(filter))).toEqual(filter)
  expect(filterOf(new URLSearchParams('state=lost&direction=up'))).toEqual({})
})
