import { encodeCounters, encodeCountersCsv } from '@ferraris/chain2'
import { fuzzDecoder } from '@ferraris/testing'
import { expect, test } from 'vitest'
import { CampaignProblem } from '../campaign-problem.ts'
import { readCsv } from './csv.ts'
import { readMessage } from './message.ts'

const day = { instPower: 1, alerts: 0, loadCurve: 96, prodAvg: 0, prodInst: 0, powerLoss: false }
const message = {
  duId: 'DU-1',
  smitpAddr: '464500000001',
  systemTitle: '464552aabbccddee',
  pod: 'IT001E01524052',
  meter: 'M2' as const,
  fw: '1',
  days: ['2026-11-29', '2026-11-30'].map(of => ({ ...day, day: of })),
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

const bounds = { runs: 20_000, allowed: (error: unknown) => error instanceof CampaignProblem }

test('a message broken anyhow is read, or said to be wrong', () => {
  let wrong = 0
  const { accepted, refused } = fuzzDecoder(
    octets => {
      if (typeof readMessage(octets) === 'string') wrong++
    },
    [text(encodeCounters(message))],
    bounds,
  )
  expect(refused).toBe(0)
  expect(Math.min(wrong, accepted - wrong)).toBeGreaterThan(100)
})

test('a file broken anyhow loses the rows that are broken, or has not its columns', () => {
  const csv = encodeCountersCsv([message])
  let taken = 0
  let faults = 0
  const { accepted, refused } = fuzzDecoder(
    octets => {
      const read = readCsv(new TextDecoder().decode(octets), null)
      taken += read.uploads.length
      faults += read.faults.length
    },
    [text(csv), text(csv.replace('DU-1', '"DU-1"'))],
    bounds,
  )
  expect(Math.min(accepted, refused, taken, faults)).toBeGreaterThan(100)
})
