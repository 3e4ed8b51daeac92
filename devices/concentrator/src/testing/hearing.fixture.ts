import type { Hearing } from './line.fixture.ts'

/**
 * Rings of meters around the concentrator (m1 is the first of the first ring): each hears some neighbours in its own
 * ring and in the next ones, and only the first ring hears the concentrator.
 */
export function threeRings(size: number): Hearing {
  const numbers = new Map<string, number>()
  const number = (place: string) => {
    const known = numbers.get(place) ?? Number(place.replace(/\D/g, ''))
    numbers.set(place, known)
    return known
  }
  const ring = (place: string) => (place.startsWith('dc') ? 0 : 1 + Math.floor((number(place) - 1) / size))
  return (from, to) => {
    if (Math.abs(ring(from) - ring(to)) > 1) return undefined
    if (ring(from) === 0 || ring(to) === 0) return 14
    const apart = Math.abs((number(from) % size) - (number(to) % size))
    const distance = Math.min(apart, size - apart)
    return distance <= 5 ? 18 - 2 * distance : undefined
  }
}
