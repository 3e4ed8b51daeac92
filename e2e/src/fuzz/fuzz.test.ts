import { toHex } from '@ferraris/bytes'
import { describe, expect, test } from 'vitest'
import { fuzz } from './fuzz.ts'
import { allTargets as hanging } from './hanging.fixture.ts'
import { inputsOf } from './inputs.ts'
import { probe } from './probe.ts'
import { type Target, texts } from './target.ts'
import { allTargets } from './targets/targets.ts'

const targets = allTargets()

test.each(targets.map(target => [target.name, target] as const))(
  '%s takes a seed of its own',
  (_, { decode, seeds }) => {
    const takes = (octets: Uint8Array) => {
      try {
        decode(octets)
        return true
      } catch {
        return false
      }
    }
    expect(seeds.some(takes)).toBe(true)
  },
)

describe('a probe', () => {
  const whole = { seed: 1, from: 0, to: 3000 }

  test('finds an error that is not declared, once, with the shortest input that does it', () => {
    const careless: Target = {
      name: 'careless',
      decode: octets => {
        if (octets.includes(0x7f)) throw new TypeError('cannot read property')
      },
      seeds: [new Uint8Array(40)],
    }
    const { findings, accepted } = probe(careless, whole, () => {})
    expect(findings).toEqual([
      { target: 'careless', error: 'TypeError: cannot read property', place: '', hex: '7f' },
    ])
    expect(accepted).toBeGreaterThan(100)
  })

  test('tells the slowest input', () => {
    const slow: Target = {
      name: 'slow',
      decode: octets => {
        const end = performance.now() + (octets[0] === 0x7f ? 8 : 0)
        while (performance.now() < end);
      },
      seeds: [new Uint8Array(2)],
    }
    const { slowestMs, slowestInput } = probe(slow, { ...whole, to: 500 }, () => {})
    expect(slowestMs).toBeGreaterThanOrEqual(8)
    expect(slowestInput).toMatch(/^7f/)
  })
})

test('a list whose document speaks of a length is broken as any other', () => {
  const seeds = texts('{"length":7,"of":[[1],[2]]}')
  expect([...inputsOf({ name: 'json', decode: () => {}, seeds, json: true }, 1, 4000)]).toHaveLength(4000)
})

test('inputs are the same for the same seed, and JSON is broken value by value', () => {
  const target: Target = { name: 'json', decode: () => {}, seeds: texts('{"a":[1,{"b":"c"}]}'), json: true }
  const inputs = [...inputsOf(target, 5, 200)].map(octets => toHex(octets))
  expect([...inputsOf(target, 5, 200)].map(octets => toHex(octets))).toEqual(inputs)
  expect(new Set(inputs).size).toBeGreaterThan(100)
  const sound = [...inputsOf(target, 5, 200)].filter(octets => {
    try {
      return JSON.parse(new TextDecoder().decode(octets)) !== undefined
    } catch {
      return false
    }
  })
  expect(sound.length).toBeGreaterThan(140)
})

test('threads share the inputs of all targets, and go on behind an input that hangs', async () => {
  const seen: number[] = []
  const report = await fuzz(hanging(), {
    inputs: 2000,
    seed: 1,
    threads: 2,
    limitMs: 2000,
    targetsModule: new URL('hanging.fixture.ts', import.meta.url).href,
    onProgress: inputs => seen.push(inputs),
  })
  const hung = report.findings.filter(({ error }) => error === 'takes longer than 2000 ms')
  expect(hung).toEqual([
    { target: 'hangs', error: 'takes longer than 2000 ms', place: '', hex: expect.stringMatching(/^7f/) },
  ])
  expect(report.inputs).toBe(2000)
  expect(seen.at(-1)).toBeLessThan(2000)
})
