import { fuzzDecoder } from '@ferraris/testing'
import { UplinkError } from '@ferraris/uplink'
import { describe, expect, test } from 'vitest'
import { downPayload, readDown, readUp, upPayload } from './payload.ts'

function allowed(error: unknown) {
  return error instanceof UplinkError
}
const beat = {
  kind: 'heartbeat',
  at: 1795219200000,
  meters: 84,
  silent: 2,
  pendingResults: 0,
  diskFree: 1e9,
} as const
const keys = Array.from({ length: 60 }, (_, i) => `C1/46450000${i}/registers/${1_795_219_200 + i * 900}`)

describe('a broken payload is an UplinkError and nothing else:', () => {
  test('plain text', () => {
    const read = (payload: Uint8Array) => readUp('ferraris/g2/C1/up/heartbeat', payload)
    const { accepted } = fuzzDecoder(read, [upPayload(beat)], { allowed, runs: 30_000 })
    expect(accepted).toBeGreaterThan(300)
  })

  test('uc IF-G2 a deflated stream', () => {
    const payload = downPayload({ kind: 'acknowledge', keys })
    expect(payload.length).toBeLessThan(keys.join().length)
    const read = (octets: Uint8Array) => readDown('ferraris/g2/C1/down/acknowledge', octets)
    const { refused } = fuzzDecoder(read, [payload], { allowed, runs: 20_000 })
    expect(refused).toBeGreaterThan(1_000)
  })
})
