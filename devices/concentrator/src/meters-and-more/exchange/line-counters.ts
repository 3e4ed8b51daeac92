import type { NetworkStatistics } from '../../network/neighbourhood-network.ts'

/** What went over the line since an instant. */
export class LineCounters implements NetworkStatistics {
  since = 0
  frames = 0
  airtime = 0
  exchanges = 0
  failed = 0

  /** Counts an exchange over so many hops: its request passes each of them, and so does an answer. */
  count(hops: number, answers: number, airtime: number, failed: boolean): void {
    this.exchanges++
    this.frames += hops * (1 + answers)
    this.airtime += airtime
    if (failed) this.failed++
  }

  reset(now: number): void {
    this.since = now
    this.frames = this.airtime = this.exchanges = this.failed = 0
  }
}
