import { expect, test } from 'vitest'
import { downFilter, downTopic, parseTopic, UplinkError, upTopic } from './index.ts'

test('a topic names the concentrator, the direction and the kind', () => {
  expect(upTopic('C-1', 'job-reports')).toBe('ferraris/g2/C-1/up/job-reports')
  expect(downTopic('C-1', 'adopt')).toBe('ferraris/g2/C-1/down/adopt')
  expect(downFilter('C-1')).toBe('ferraris/g2/C-1/down/+')
  expect(parseTopic(upTopic('C-1', 'results'))).toEqual({
    concentrator: 'C-1',
    direction: 'up',
    kind: 'results',
  })
  expect(parseTopic(upTopic('C-1', 'frames'))).toEqual({
    concentrator: 'C-1',
    direction: 'up',
    kind: 'frames',
  })
})

test.each([
  'ferraris/g2/C1/up',
  'ferraris/g2/+/up/results',
  'ferraris/g2/C1/up/results/x',
  '$SYS/x',
  'ferraris/g2//up/x',
])('another topic is refused: %s', topic => expect(() => parseTopic(topic)).toThrow(UplinkError))

test('a name with a wildcard or a slash makes no topic', () => {
  for (const name of ['+', '#', 'a/b', '', '-a']) expect(() => upTopic(name, 'hello')).toThrow(UplinkError)
})
