import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { concentratorAccess } from './concentrators.ts'

const pem = join(mkdtempSync(join(tmpdir(), 'ferraris-access-')), 'some.pem')
writeFileSync(pem, 'PEM')

test('no concentrator calls in without a port', () => {
  expect(concentratorAccess({ tlsCert: pem, tlsKey: pem }, {})).toBeUndefined()
})

test('our own broker and tunnel listen where they are told to, with TLS where an authority is named', () => {
  expect(concentratorAccess({ mqttPort: 1883, tunnelPort: 54059 }, {})).toEqual({
    mqttPort: 1883,
    tunnelPort: 54059,
  })
  const flags = {
    mqttPort: 0,
    concentratorHost: '0.0.0.0',
    concentratorCa: 'ca',
    tlsCert: 'cert',
    tlsKey: 'key',
  }
  expect(concentratorAccess(flags, {})).toEqual({
    host: '0.0.0.0',
    mqttPort: 0,
    tls: { cert: 'cert', key: 'key', ca: 'ca' },
  })
})

test('a broker elsewhere gets name and password from the environment', () => {
  const environment = { FERRARIS_MQTT_USERNAME: 'head-end', FERRARIS_MQTT_PASSWORD: 'secret' }
  expect(concentratorAccess({ mqtt: 'mqtts://broker', mqttCert: pem, mqttKey: pem }, environment)).toEqual({
    broker: {
      url: 'mqtts://broker',
      username: 'head-end',
      password: 'secret',
      tls: { cert: 'PEM', key: 'PEM' },
    },
  })
})

test.each([
  [{ mqttPort: 1, mqtt: 'mqtts://broker' }, '--mqtt: '],
  [{ mqttPort: 1, concentratorCa: 'ca' }, '--concentrator-ca: '],
  [{ mqtt: 'mqtts://broker', mqttCert: pem }, '--mqtt-cert: '],
  [{ mqtt: 'mqtts://broker', mqttCert: '/nowhere', mqttKey: pem }, 'ENOENT'],
])('what cannot be is named: %j', (flags, message) => {
  expect(() => concentratorAccess(flags, {})).toThrow(message)
})
