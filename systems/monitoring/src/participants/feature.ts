import type { Feature } from '@ferraris/service'
import type { Parts } from '../parts.ts'
import { watchMails } from './mail/metrics.ts'
import { participantRoutes } from './routes.ts'
import { participantResources } from './schemas.ts'

/** Between two rounds of mails, milliseconds. */
const mailPeriod = 30_000

/** Who takes part: contracts, offers and places, integration tests, notices. */
export const participantsFeature: Feature<Parts> = {
  name: 'participants',
  migrations: new URL('./migrations/', import.meta.url),
  resources: participantResources,
  routes: participantRoutes,
  metrics: watchMails,
  audited: {
    'POST /participants': { action: 'participant.added', recorded: ['id', 'name'] },
    'PUT /participants/:id/contract': { action: 'contract.changed', recorded: ['state', 'date'] },
    'PUT /participants/:id/members/:principal': { action: 'member.added' },
    'DELETE /participants/:id/members/:principal': { action: 'member.removed' },
    'PUT /participants/:id/offers': { action: 'offers.changed' },
    'POST /quota': { action: 'places.shared' },
    'POST /integration-tests': {
      action: 'integration-test.booked',
      recorded: ['participant', 'maker', 'model', 'hardware', 'firmware', 'from', 'to'],
    },
    'POST /integration-tests/:id/outcome': { action: 'integration-test.concluded', recorded: ['outcome'] },
    'POST /notices/:id/read': { action: 'notice.read' },
  },
  start: ({ mailer }, onTrouble) => {
    if (mailer === undefined) return async () => {}
    const send = () => void mailer.send().catch(onTrouble)
    const timer = setInterval(send, mailPeriod)
    send()
    return async () => {
      clearInterval(timer)
      await mailer.close()
    }
  },
}
