import { expect, test } from 'vitest'
import { legible, legibleJson } from './legible.ts'

const hostile = 'FER\u001b]0;owned\u0007\u001b[2J\u001b[8mhidden\u009b31m\r\u202eevil\u007f'

test('what a terminal would act upon is shown as a symbol; our own colours stay', () => {
  const text = legible(`\u001b[1mname\u001b[22m\t${hostile}\n\u001b[32mok\u001b[39m`)
  expect(text).toBe(
    '\u001b[1mname\u001b[22m\tFER␛]0;owned␇␛[2J␛[8mhidden\ufffd31m␍\ufffdevil␡\n\u001b[32mok\u001b[39m',
  )
})

test('JSON says the same, without a character that a terminal would act upon', () => {
  const json = legibleJson(JSON.stringify({ hostile }))
  expect(json).toMatch(/^[ -~]*$/)
  expect(JSON.parse(json)).toEqual({ hostile })
})
