import { expect, test } from 'vitest'
import { districtShape } from './district-shape.ts'

test('without a word there are 200 meters, 40 of them direct, the others on four power lines', () => {
  expect(districtShape({}, undefined)).toEqual({ meters: 200, substations: 4, direct: 40 })
})

test('a line has 40 meters however large the district; a small district has none', () => {
  expect(districtShape({ meters: 1000 }, undefined)).toEqual({ meters: 1000, substations: 4, direct: 840 })
  expect(districtShape({ meters: 50 }, undefined)).toMatchObject({ meters: 50, substations: 0 })
  expect(districtShape({ meters: 30, substations: 2 }, undefined)).toEqual({
    meters: 30,
    substations: 2,
    direct: 6,
  })
  expect(districtShape({ meters: 30, substations: 1, direct: 0 }, undefined).direct).toBe(0)
})

test('a district that exists stays as it is', () => {
  expect(districtShape({}, 77)).toEqual({ meters: 77 })
  expect(districtShape({ substations: 0 }, 77)).toEqual({ meters: 77, substations: 0 })
})
