import { Counter, Gauge, type Registry } from 'prom-client'
import type { UploadObserver, Uploads } from './uploads.ts'

/** What the uploads report. */
export function uploadObserver(registry: Registry): UploadObserver {
  const uploads = new Counter({
    name: 'ferraris_monitoring_uploads_total',
    help: 'Uploads of counters, by what became of them.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  for (const outcome of ['committed', 'refused'] as const) uploads.inc({ outcome }, 0)
  const days = new Counter({
    name: 'ferraris_monitoring_days_total',
    help: 'Days of counters that were committed, repetitions included.',
    registers: [registry],
  })
  const full = new Counter({
    name: 'ferraris_monitoring_uploads_full_total',
    help: 'Times that an upload had to wait because as many as may be were in memory.',
    registers: [registry],
  })
  return {
    onCommit(all, told, refused) {
      uploads.inc({ outcome: 'committed' }, all - refused)
      uploads.inc({ outcome: 'refused' }, refused)
      days.inc(told)
    },
    onFull: () => full.inc(),
  }
}

export function watchUploads(registry: Registry, { uploads }: { readonly uploads: Uploads }): void {
  new Gauge({
    name: 'ferraris_monitoring_uploads_waiting',
    help: 'Uploads in memory that are not committed.',
    registers: [registry],
    collect() {
      this.set(uploads.waiting)
    },
  })
}
