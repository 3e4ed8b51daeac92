import type { Random } from '../simulation/random.ts'

/** Full scale of a soft symbol, in amplitudes of the signal: the quantiser leaves room for noise. */
const fullScale = 2

/**
 * The symbols of a frame (0 or 1 each) as soft decisions (−127 … 127) of a B-PSK receiver in white Gaussian noise.
 *
 * @param snr Es/N0: energy of a symbol over the noise's spectral density, dB
 */
export function noisySymbols(symbols: Uint8Array, snr: number, random: Random): Int8Array {
  // Noise in the one dimension that B-PSK uses has the variance N0/2.
  const sigma = Math.sqrt(0.5 / 10 ** (snr / 10))
  return Int8Array.from(symbols, symbol => {
    const noise = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
    const amplitude = (symbol === 1 ? 1 : -1) + sigma * noise
    return Math.max(-127, Math.min(127, Math.round((amplitude / fullScale) * 127)))
  })
}
