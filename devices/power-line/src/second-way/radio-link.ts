import { deviation, mix, type Random, randomFrom } from '../simulation/random.ts'
import type { SecondWay } from './second-way.ts'

/**
 * Wireless M-Bus at 169 MHz as gas meters speak it (EN 13757-4, mode N; EN 300 220 for the power). Levels are of the order that such
 * links are planned with; none was measured by us.
 */
export const radio169 = {
  megahertz: 169.4,
  bitsPerSecond: 4800,
  /** Preamble, synchronisation and link layer; then a CRC for each block. */
  headOctets: 17,
  blockOctets: 16,
  crcOctets: 2,
  /** dBm: what a meter's small antenna radiates of the 27 dBm that are allowed, and what a cabinet of iron may take of it, dB. */
  sentDbm: 14,
  mostCabinetDb: 30,
  /** dBm: a cheap antenna beside the noise of a home's electronics, where half of the telegrams are lost. */
  halfLostDbm: -98,
  /** From nearly none to nearly all, dB. */
  slopeDb: 2,
  /** Walls and ceilings, dB each. */
  wallDb: 7,
  mostWalls: 6,
  leastMetres: 3,
  mostMetres: 40,
  /** What rooms do to a link, and from telegram to telegram: standard deviations, dB. */
  shadowDb: 7,
  waverDb: 3,
  /** Share of the time in which another sender of the channel is heard as strongly. */
  busy: 0.01,
} as const

/** A link within a home; how far and through how many walls follows from its seed. */
export function radioLink(seed: number): SecondWay {
  const { leastMetres, mostMetres, mostWalls, wallDb, shadowDb, megahertz, sentDbm, mostCabinetDb } = radio169
  const chance = randomFrom(seed)
  const metres = leastMetres + (mostMetres - leastMetres) * chance()
  const walls = Math.floor(chance() * (mostWalls + 1))
  // Free space (ITU-R P.525), and what stands in between.
  const free = 20 * Math.log10(metres) + 20 * Math.log10(megahertz) - 27.55
  const cabinet = mostCabinetDb * chance() ** 2
  const level = sentDbm - cabinet - free - wallDb * walls - shadowDb * deviation(mix(seed, 1), 0)
  return {
    receives: (_, random) => {
      const { halfLostDbm, slopeDb, waverDb, busy } = radio169
      const margin = level - halfLostDbm + waverDb * normal(random)
      return random() >= busy && random() < 1 / (1 + Math.exp(-margin / slopeDb))
    },
    timeOf: octets => (onAir(octets) * 8000) / radio169.bitsPerSecond,
  }
}

/** Octets on air of a telegram. */
function onAir(octets: number): number {
  const { headOctets, blockOctets, crcOctets } = radio169
  return headOctets + octets + crcOctets * Math.ceil(octets / blockOctets)
}

/** Normally distributed (Box and Muller). */
function normal(random: Random): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
