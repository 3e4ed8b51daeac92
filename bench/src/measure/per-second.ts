import { median } from './median.ts'

/** How often work is done in a second: the median of five runs, after a warm-up. */
export function perSecond(seconds: number, work: () => unknown): number {
  const run = (length: number): number => {
    const began = performance.now()
    let count = 0
    let elapsed = 0
    while (elapsed < length) {
      for (let i = 0; i < 200; i++) work()
      count += 200
      elapsed = (performance.now() - began) / 1000
    }
    return count / elapsed
  }
  run(seconds / 5)
  return Math.round(median(Array.from({ length: 5 }, () => run(seconds / 5))))
}
