import { expect, test } from 'vitest'
import { goldenText } from '../golden/golden.fixture.ts'
import { judge } from './judge.fixture.ts'

test('a golden message is valid by our schema, a wrong value and a wrong order are not', () => {
  const xml = goldenText('create-end-device-controls')
  expect(judge(xml)).toEqual([])
  expect(judge(xml.replace('>true<', '>perhaps<')).join()).toMatch(/AsyncReplyFlag.*perhaps/)
  expect(
    judge(
      xml.replace(/<end>.*<\/end>/, '').replace('</start>', '</start><end>2026-11-21T14:00:00Z</end>'),
    ).join(),
  ).toMatch(/end/)
})
