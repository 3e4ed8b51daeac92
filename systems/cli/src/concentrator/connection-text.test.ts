import { expect, test } from 'vitest'
import { connectionText } from './connection-text.ts'

const broker = 'mqtt://127.0.0.1:1883'

test('a concentrator without its head-end says so, with the reason and what to try', () => {
  expect(connectionText('down', broker, new Error('connect ECONNREFUSED 127.0.0.1:1883'))).toBe(
    '○ no way to mqtt://127.0.0.1:1883: connect ECONNREFUSED 127.0.0.1:1883. It is tried again; the line is read meanwhile.',
  )
  const refused = connectionText('down', broker, new Error('Connection refused: Not authorized'))
  expect(refused).toContain('see the name, and the credential in FERRARIS_CONCENTRATOR_CREDENTIAL')
  expect(connectionText('down', broker, undefined)).toContain('the connection was closed')
  expect(connectionText('up', broker, undefined)).toContain(`connected to ${broker}`)
})
