import { expect, test } from 'vitest'
import { wayOf } from './way.ts'

test('a URI says whether a meter is called directly or through which concentrator', () => {
  expect(wayOf('dlms+tcp://127.0.0.1:20001?client=2&device=FER00000001')).toEqual({ kind: 'direct' })
  expect(wayOf('smitp+g2://C1/464500000001?client=2')).toEqual({
    kind: 'line',
    concentrator: 'C1',
    aca: '464500000001',
  })
})

test('one that no concentrator has heard yet is on a line, without a concentrator', () => {
  expect(wayOf('smitp+g2:///46450000000a?client=2')).toEqual({
    kind: 'line',
    concentrator: null,
    aca: '46450000000A',
  })
})
