import { Counter, Histogram, type Registry } from 'prom-client'
import type { Commit } from '../collection/writer.ts'

/** Tells what each commit of the writer stored. */
export function commitObserver(registry: Registry) {
  const intervals = new Counter({
    name: 'ferraris_intervals_stored_total',
    help: 'Interval values committed to the store.',
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'ferraris_store_commit_duration_seconds',
    help: 'Duration of the commits that store readings.',
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  const leftOut = new Counter({
    name: 'ferraris_events_left_out_total',
    help: 'Events that were not stored, because their end device has had too many that day.',
    registers: [registry],
  })
  return (commit: Commit): void => {
    intervals.inc(commit.intervals)
    leftOut.inc(commit.eventsLeftOut)
    duration.observe(commit.seconds)
  }
}
