import { DecodeError } from '@ferraris/bytes'
import { ObisError } from '@ferraris/cosem'
import { DlmsError } from '@ferraris/dlms'
import { MeterUriError, TransportError } from '@ferraris/transport'
import { describe, expect, test } from 'vitest'
import { KeyError } from '../../inventory/keys/key-ring.ts'
import { failureOf, retryAt, SessionError } from './failure.ts'

test.each([
  [new TransportError('timeout', 'waiting'), 'silent', 'tcp'],
  [new TransportError('link-refused', 'connecting'), 'silent', 'hdlc'],
  [new TransportError('sign-on-failed', 'waking'), 'silent', 'mode-e'],
  [new DlmsError('encryption-key-wrong'), 'refused', 'security'],
  [new DlmsError('counter-refused'), 'refused', 'counter'],
  [new DlmsError('counter-exhausted'), 'failed', 'counter'],
  [new DlmsError('keys-refused'), 'refused', 'security'],
  [new DlmsError('association-rejected'), 'refused', 'association'],
  [new DlmsError('exception'), 'refused', 'application'],
  [new DecodeError('truncated', 3, 'no more octets'), 'refused', 'application'],
  [new MeterUriError('host', 'is missing'), 'failed', 'inventory'],
  [new KeyError('unwrap-failed'), 'failed', 'inventory'],
  [new ObisError('obis-invalid', '999.0.1.8.0.255'), 'failed', 'obis'],
  [new TransportError('port-unusable', 'opening /dev/ttyUSB0'), 'failed', 'tcp'],
  [new SessionError('concentrator', 'C1 has not called'), 'unreached', 'concentrator'],
  [new TypeError('x is undefined'), 'failed', 'internal'],
  [new SessionError('session', 'took too long'), 'silent', 'session'],
])('%s makes a device %s, at layer %s', (error, state, layer) => {
  expect(failureOf(error)).toMatchObject({ state, layer })
})

test('a tunnel that breaks says nothing of the meter behind it; a meter that does not answer through it is silent', () => {
  const uri = 'smitp+g2://C1/464500000001?client=2&auth=gmac'
  const broken = failureOf(new TransportError('closed', 'waiting for C1'), uri)
  expect(broken).toMatchObject({ state: 'unreached', layer: 'concentrator' })
  expect(failureOf(new TransportError('timeout', 'waiting'), uri)).toMatchObject({
    state: 'silent',
    layer: 'line',
  })
})

describe('the next try', () => {
  const now = Date.parse('2026-11-21T10:00:00Z')
  const tomorrow = now + 86_400_000
  const waits = (failures: number) =>
    Array.from({ length: 200 }, (_, id) => retryAt(failures, id, now, tomorrow) - now)

  test('is later each time, up to about an hour', () => {
    const [first, second, tenth] = [0, 1, 10].map(failures => Math.max(...waits(failures)))
    expect(first).toBeLessThan(second!)
    expect(tenth).toBeLessThanOrEqual(1.25 * 3_600_000)
  })

  test('is spread over devices that failed together', () => {
    expect(new Set(waits(3)).size).toBeGreaterThan(190)
  })

  test('is never later than the schedule would have it', () => {
    expect(retryAt(10, 1, now, now + 60_000)).toBe(now + 60_000)
  })
})

test('silence is laid to the medium of the URI', () => {
  const timeout = new TransportError('timeout', 'waiting')
  expect(failureOf(timeout, 'dlms+serial:///dev/ttyUSB0').layer).toBe('serial')
  expect(failureOf(timeout, 'dlms+udp://10.0.0.1').layer).toBe('udp')
})
