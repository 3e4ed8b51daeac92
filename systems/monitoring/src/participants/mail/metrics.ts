import { Counter, Gauge, type Registry } from 'prom-client'
import type { MailOutcome, NoticeMailer } from './mailer.ts'

/** What became of mails. */
export function mailObserver(registry: Registry): (outcome: MailOutcome) => void {
  const mails = new Counter({
    name: 'ferraris_monitoring_mails_total',
    help: 'Attempts to mail a notice to its participant, by what became of them.',
    labelNames: ['outcome'] as const,
    registers: [registry],
  })
  for (const outcome of ['mailed', 'postponed', 'given-up'] as const) mails.inc({ outcome }, 0)
  return outcome => mails.inc({ outcome })
}

export function watchMails(
  registry: Registry,
  { mailer }: { readonly mailer: NoticeMailer | undefined },
): void {
  if (mailer === undefined) return
  new Gauge({
    name: 'ferraris_monitoring_mails_waiting',
    help: 'Notices that wait to be mailed.',
    registers: [registry],
    async collect() {
      this.set(await mailer.waiting())
    },
  })
}
