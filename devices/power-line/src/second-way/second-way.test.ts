import { expect, test } from 'vitest'
import { type Random, randomFrom } from '../simulation/random.ts'
import { opticalLink } from './optical-link.ts'
import { radioLink } from './radio-link.ts'
import type { SecondWay } from './second-way.ts'

const octets = 54
function share(way: SecondWay, random: Random, tries = 400): number {
  let received = 0
  for (let i = 0; i < tries; i++) if (way.receives(octets, random)) received++
  return received / tries
}
function shares(link: (seed: number) => SecondWay): number[] {
  return Array.from({ length: 200 }, (_, seed) => share(link(seed), randomFrom(seed + 1000))).sort(
    (a, b) => a - b,
  )
}

test('uc K-28 by radio most homes hear nearly all, those behind many walls little, and none the telegrams of a busy channel', () => {
  const found = shares(radioLink)
  expect(found[20]).toBeGreaterThan(0.9)
  expect(found[0]).toBeLessThan(0.7)
  expect(found[100]).toBeGreaterThan(0.97)
  expect(found.reduce((a, b) => a + b) / found.length).toBeLessThan(0.995)
})

test('uc K-28 a reading head that sits well loses nothing, one that is askew some', () => {
  const found = shares(opticalLink)
  expect(found[0]).toBeGreaterThan(0.8)
  expect(found[0]).toBeLessThan(0.95)
  expect(found[30]).toBeGreaterThan(0.99)
})

test('both are soon over: an alert is at the device in less than half a second', () => {
  for (const way of [radioLink(1), opticalLink(1)]) {
    expect(way.timeOf(octets)).toBeGreaterThan(50)
    expect(way.timeOf(octets)).toBeLessThan(500)
  }
})

test('what a link is follows from its seed', () => {
  expect(share(radioLink(7), randomFrom(1))).toBe(share(radioLink(7), randomFrom(1)))
})
