import { classes } from '@ferraris/cosem/classes'
import { expect, test } from 'vitest'
import type { Listening } from '../../host.ts'
import { programmedMeter } from '../../programmed-meter.fixture.ts'

const { tcpUdpSetup, ipv4Setup } = classes

test('the network setup shows where the host really listens', () => {
  let listening: Listening | undefined
  const meter = programmedMeter({ listener: () => listening })
  expect(meter.get(tcpUdpSetup, '0.0.25.0.0.255', 'port')).toBe(0)
  listening = { address: '192.168.7.20', port: 40_590, maxConnections: 64, idleTimeoutSeconds: 120 }
  expect(meter.get(tcpUdpSetup, '0.0.25.0.0.255', 'port')).toBe(40_590)
  expect(meter.get(tcpUdpSetup, '0.0.25.0.0.255', 'inactivityTimeOut')).toBe(120)
  expect(meter.get(ipv4Setup, '0.0.25.1.0.255', 'address')).toBe(0xc0a80714)
})

test('a meter without an address from its host has no network setup', () => {
  expect(() => programmedMeter().get(tcpUdpSetup, '0.0.25.0.0.255', 'port')).toThrow('object-undefined')
})
