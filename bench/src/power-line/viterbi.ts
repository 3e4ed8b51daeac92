import { decodePhy, encodePhy, type Symbols } from '@ferraris/smitp/phy'
import { describeFigures } from '../measure/figures.ts'
import { type Machine, machine } from '../measure/machine.ts'
import { median } from '../measure/median.ts'

/** How fast one core takes frames of the power line out of their symbols. */
interface ViterbiFigures {
  readonly bench: 'viterbi'
  readonly machine: Machine
  /** Octets of the frame that was decoded: the longest there is. */
  readonly psduOctets: number
  readonly hardBitsPerSecond: number
  readonly softBitsPerSecond: number
  /** How many lines of 4800 bit/s one core could listen to. */
  readonly lines: number
}

/** The longest PSDU: 128 octets of LSDU, overhead included. */
const psduOctets = 143
const lineRate = 4800

/** A frame with every twentieth symbol wrong, as on a noisy power line. */
function noisy(): { readonly psdu: Uint8Array; readonly hard: Uint8Array; readonly soft: Int8Array } {
  const psdu = Uint8Array.from({ length: psduOctets }, (_, i) => (i === 0 ? psduOctets - 1 : (i * 89) & 0xff))
  const hard = encodePhy(psdu).map((symbol, i) => (i % 20 === 7 ? symbol ^ 1 : symbol))
  // A wrong symbol is mostly a weak one, too.
  const soft = Int8Array.from(hard, (symbol, i) => (symbol === 1 ? 1 : -1) * (i % 20 === 7 ? 20 : 90))
  return { psdu, hard, soft }
}

/** Measures one core for some seconds. */
export function benchViterbi(seconds = 2): ViterbiFigures {
  const { psdu, hard, soft } = noisy()
  const hardBits = bitsPerSecond(seconds, hard, psdu)
  const softBits = bitsPerSecond(seconds, soft, psdu)
  return {
    bench: 'viterbi',
    machine: machine(),
    psduOctets,
    hardBitsPerSecond: hardBits,
    softBitsPerSecond: softBits,
    lines: Math.floor(softBits / lineRate),
  }
}

/** The median of five runs, after a warm-up; what is measured must also be right. */
function bitsPerSecond(seconds: number, symbols: Symbols, psdu: Uint8Array): number {
  if (Buffer.compare(decodePhy(symbols), psdu) !== 0)
    throw new Error('the decoder did not correct the errors')
  const run = (length: number): number => {
    const began = performance.now()
    let frames = 0
    let elapsed = 0
    while (elapsed < length) {
      for (let i = 0; i < 50; i++) decodePhy(symbols)
      frames += 50
      elapsed = (performance.now() - began) / 1000
    }
    return (frames * psdu.length * 8) / elapsed
  }
  run(seconds / 5)
  return Math.round(median(Array.from({ length: 5 }, () => run(seconds / 5))))
}

/** The figures for people. */
export function describeViterbi(figures: ViterbiFigures): string {
  const megabits = (value: number): string => `${(value / 1e6).toFixed(2)} Mbit/s`
  return describeFigures('viterbi, one core', figures.machine, [
    ['decode, hard symbols', megabits(figures.hardBitsPerSecond)],
    ['decode, soft symbols', megabits(figures.softBitsPerSecond)],
    ['lines of 4800 bit/s at a time', figures.lines.toLocaleString('en')],
  ])
}
