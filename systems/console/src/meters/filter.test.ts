import { describe, expect, test } from 'vitest'
import { filterOf, paramsOf } from './filter.ts'

describe('the filter of the meters', () => {
  test('comes back from its own address', () => {
    const filter = {
      search: 'FER 12&3',
      state: 'silent',
      lack: 'clock-off',
      order: { column: 'lastContact', isDescending: true },
    } as const
    expect(filterOf(new URLSearchParams(paramsOf(filter).toString()))).toEqual(filter)
  })
  test('leaves out a state that does not exist', () => {
    expect(filterOf(new URLSearchParams('state=asleep&search=7&order=-colour'))).toEqual({
      search: '7',
      state: null,
      lack: null,
      order: null,
    })
  })
  test('has an empty address when it is empty', () => {
    expect(paramsOf({ search: '', state: null }).toString()).toBe('')
  })
})
