import { Counter, Histogram, type Registry } from 'prom-client'
import type { ProcessObserver } from './observer.ts'

/** Counts it for Prometheus. */
export function processObserver(registry: Registry): ProcessObserver {
  const registers = [registry]
  const judged = new Counter({
    name: 'ferraris_meter_data_days_total',
    help: 'Days of channels that were judged, by what became of them.',
    labelNames: ['state'],
    registers,
  })
  const written = new Counter({
    name: 'ferraris_meter_data_versions_total',
    help: 'New versions of days that were stored after collection.',
    registers,
  })
  const findings = new Counter({
    name: 'ferraris_meter_data_findings_total',
    help: 'What rules found.',
    labelNames: ['rule'],
    registers,
  })
  const fills = new Counter({
    name: 'ferraris_meter_data_fills_total',
    help: 'Gaps that were filled, by method.',
    labelNames: ['method'],
    registers,
  })
  const failed = new Counter({
    name: 'ferraris_meter_data_failed_rules_total',
    help: 'Rules that could not be asked of a day.',
    labelNames: ['rule'],
    registers,
  })
  const duration = new Histogram({
    name: 'ferraris_meter_data_round_seconds',
    help: 'From taking days from the queue to the commit.',
    buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30],
    registers,
  })
  return {
    judged({ state, notes }) {
      judged.inc({ state })
      for (const { rule } of notes.findings) findings.inc({ rule })
      for (const { method } of notes.fills) fills.inc({ method })
      for (const { rule } of notes.failed) failed.inc({ rule })
    },
    round(round, seconds) {
      written.inc(round.written)
      duration.observe(seconds)
    },
  }
}
