import { expect, test } from 'vitest'
import { formOf, settingsOf } from './codes-form.ts'

const codes = {
  partner: 'mdm',
  controls: { disconnect: '3.31.0.99', 'set-clock': '3.36.0.5' },
  events: {},
  replies: { 'unknown-device': 'E17' },
  changedAt: '2026-11-20T10:00:00Z',
}

test('codes are typed a line each, and are the same when they come back', () => {
  const form = formOf(codes)
  expect(form.controls).toBe('disconnect = 3.31.0.99\nset-clock = 3.36.0.5')
  const { controls, events, replies } = codes
  expect(settingsOf(form)).toEqual({ controls, events, replies })
  expect(settingsOf({ ...form, controls: '\n disconnect=3.31.0.99 \n\n' })?.controls).toEqual({
    disconnect: '3.31.0.99',
  })
})

test.each(['disconnect', 'disconnect =', '= 3.31.0.99', 'disconnect = 3.31 .0', '__proto__ = 1'])(
  'a line that says %j is none',
  line => expect(settingsOf({ ...formOf(undefined), events: line })).toBeUndefined(),
)
