import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { pushPlaces } from './pushes.ts'

const pem = join(mkdtempSync(join(tmpdir(), 'ferraris-push-')), 'some.pem')
writeFileSync(pem, 'PEM')

test('meters push where they are told to, by TCP, UDP and TLS', () => {
  expect(pushPlaces({})).toEqual([])
  const flags = {
    pushPort: 0,
    push: ['tcp://0.0.0.0:4059', 'udp://[::]:4059', 'tls://meters.example:4060'],
    tlsCert: pem,
    tlsKey: pem,
    pushCa: pem,
  }
  expect(pushPlaces(flags)).toEqual([
    { medium: 'tcp', host: '127.0.0.1', port: 0 },
    { medium: 'tcp', host: '0.0.0.0', port: 4059 },
    { medium: 'udp', host: '::', port: 4059 },
    { medium: 'tcp', host: 'meters.example', port: 4060, tls: { cert: 'PEM', key: 'PEM', ca: 'PEM' } },
  ])
})

test.each([
  [{ push: ['0.0.0.0:4059'] }, '--push: '],
  [{ push: ['tcp://0.0.0.0'] }, '--push: '],
  [{ push: ['tcp://0.0.0.0:70000'] }, '--push: '],
  [{ push: ['tls://0.0.0.0:4060'] }, 'needs a certificate'],
  [{ push: ['tls://0.0.0.0:4060'], tlsCert: '/nowhere', tlsKey: pem }, 'ENOENT'],
  [{ push: ['tcp://0.0.0.0:4059'], pushCa: pem }, '--push-ca: '],
])('what cannot be is named: %j', (flags, message) => {
  expect(() => pushPlaces(flags)).toThrow(message)
})
