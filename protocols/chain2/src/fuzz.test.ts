import { DecodeError, fromHex } from '@ferraris/bytes'
import { SuiteKeys } from '@ferraris/dlms/security'
import { fuzzDecoder } from '@ferraris/testing'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyFrame } from './frames/frames.fixture.ts'
import {
  Chain2Error,
  decodeCounters,
  decodeFrame,
  encodeCounters,
  encodeFrame,
  openWindow,
  readLayouts,
  receive,
  sealFrame,
} from './index.ts'
import { ferrarisV0 } from './layouts/ferraris-v0.ts'

const systemTitle = fromHex('464552aabbccddee')
const keys = new SuiteKeys(new Uint8Array(16).fill(1), new Uint8Array(16).fill(2))
const buffers = fc.sample(anyFrame, { numRuns: 40, seed: 1 }).map(frame => encodeFrame(frame))
const runs = 30_000

function isDeclared(error: unknown): boolean {
  return error instanceof DecodeError || error instanceof Chain2Error
}

test('buffers broken anyhow are frames or a declared error', () => {
  const { accepted, refused } = fuzzDecoder(decodeFrame, buffers, { runs, allowed: isDeclared })
  expect(Math.min(accepted, refused)).toBeGreaterThan(1000)
})

test('telegrams broken anyhow have one of the outcomes, and none of those changed is fresh', () => {
  const senders = [{ systemTitle, keys, window: openWindow(0) }]
  const telegrams = buffers.map((buffer, counter) => sealFrame(buffer, { systemTitle, keys, counter }))
  const genuine = new Set(telegrams.map(telegram => telegram.join()))
  const outcomes = new Set<string>()
  fuzzDecoder(
    apdu => {
      const [{ kind }] = receive(senders, apdu, 0)
      if (kind === 'fresh' && !genuine.has(apdu.join()))
        throw new Error('a changed telegram is taken for fresh')
      outcomes.add(kind)
    },
    telegrams,
    { runs },
  )
  expect([...outcomes].sort()).toEqual(['foreign', 'forged', 'fresh', 'no-frame', 'wrong-key'])
})

test('texts of counters and layout files broken anyhow are refused with a declared error', () => {
  const day = {
    day: '2026-11-30',
    instPower: 1,
    alerts: 0,
    loadCurve: 96,
    prodAvg: 0,
    prodInst: 0,
    powerLoss: false,
  }
  const about = {
    duId: 'DU-1',
    smitpAddr: '464500000001',
    systemTitle: '464552aabbccddee',
    pod: 'IT001',
    fw: '1',
  }
  const counters = new TextEncoder().encode(encodeCounters({ ...about, meter: 'M1', days: [day] }))
  const layouts = new TextEncoder().encode(
    JSON.stringify({ ...ferrarisV0, frames: ferrarisV0.frames.slice(0, 2) }),
  )
  const text = (octets: Uint8Array) => new TextDecoder().decode(octets)
  const results = [
    fuzzDecoder(octets => decodeCounters(text(octets)), [counters], { runs, allowed: isDeclared }),
    fuzzDecoder(octets => readLayouts(JSON.parse(text(octets))), [layouts], {
      runs,
      allowed: error => error instanceof SyntaxError || isDeclared(error),
    }),
  ]
  for (const { accepted, refused } of results) expect(Math.min(accepted, refused)).toBeGreaterThan(100)
})
