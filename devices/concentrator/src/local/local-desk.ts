import { msPerMinute } from '@ferraris/metering'
import {
  type CalendarEntry,
  type LocalAnswer,
  type LocalRequest,
  mostLocalResults,
  mostOwnEvents,
  type OperatorSettings,
} from '@ferraris/uplink'
import { checkTicket, type LocalAuthority, type Ticket } from '@ferraris/work-order'
import type { JobQueue } from '../jobs/job-queue.ts'
import { inForce, type RefusedSettings } from '../operator-settings.ts'
import type { Itself } from '../own/itself.ts'
import type { Section } from '../section.ts'
import { neighboursOf } from '../uplink/neighbours.ts'

/** Refusals are logged so often at most: a stranger at the port must not fill the log. */
const refusalsEveryMs = msPerMinute

const mostFiles = 100
const mostJobs = 500

interface DeskParts {
  readonly name: string
  readonly section: Section
  readonly itself: Itself
  readonly jobs: JobQueue
  readonly run: (entry: CalendarEntry) => boolean
  readonly set: (settings: OperatorSettings) => RefusedSettings
}

/** What a concentrator tells and does for field devices at its local ports. */
export class LocalDesk {
  readonly #parts: DeskParts
  #refusedAt = Number.NEGATIVE_INFINITY

  constructor(parts: DeskParts) {
    this.#parts = parts
  }

  authority(): LocalAuthority {
    const { name, section, itself } = this.#parts
    return {
      name,
      identity: itself.identity.secret,
      headEnd: itself.trust.key,
      recalled: itself.recalled,
      now: section.now,
    }
  }

  /** A ticket may run out, or be recalled, while it is used. Throws TicketError. */
  check(ticket: Ticket): void {
    const { name, section, itself } = this.#parts
    const { identity, recalled } = itself
    checkTicket(ticket, { name, identity: identity.publicKey, recalled }, section.now)
  }

  entered(ticket: Ticket): void {
    const { itself, section } = this.#parts
    itself.log.note(
      section.now,
      'ticket-accepted',
      `${ticket.fieldDevice.name}, ${ticket.right}, ${ticket.id}`,
    )
  }

  refused(why: string): void {
    const { itself, section } = this.#parts
    if (Math.abs(section.now - this.#refusedAt) < refusalsEveryMs) return
    this.#refusedAt = section.now
    itself.log.note(section.now, 'ticket-refused', why)
  }

  serve(request: LocalRequest, ticket: Ticket): LocalAnswer {
    const { section, itself } = this.#parts
    const { store } = section
    switch (request.kind) {
      case 'own-state':
        return { kind: 'own-state', state: itself.state() }
      case 'settings':
        return { kind: 'settings', settings: inForce(section.settings) }
      case 'inventory':
        return { kind: 'inventory', neighbours: neighboursOf(section) }
      case 'own-events':
        return { kind: 'own-events', events: itself.log.after(request.after, mostOwnEvents) }
      case 'results': {
        const found = store.results.after(request.after, request.aca, mostLocalResults)
        const next = found.at(-1)?.number ?? request.after
        return { kind: 'results', results: found.map(({ result }) => result), next }
      }
      case 'files': {
        const files = store.images.all().slice(0, mostFiles)
        return {
          kind: 'files',
          files: files.flatMap(sha256 => {
            const extent = store.images.extent(sha256)
            return extent === undefined ? [] : [{ sha256, ...extent }]
          }),
        }
      }
      case 'jobs':
        return { kind: 'jobs', jobs: this.#jobs() }
      case 'set-settings':
        return this.#set(request.settings, ticket)
      case 'run-now': {
        this.#changed(`run ${request.entry}`, ticket)
        const isThere = this.#parts.run(request.entry)
        return isThere
          ? { kind: 'done' }
          : { kind: 'refused', detail: `its calendar has no ${request.entry}` }
      }
    }
  }

  #jobs() {
    return [...this.#parts.jobs.open()].slice(0, mostJobs).map(({ job, state, attempts }) => ({
      id: job.id,
      kind: job.task.kind,
      state,
      attempts,
    }))
  }

  #set(settings: OperatorSettings, ticket: Ticket): LocalAnswer {
    this.#changed(`settings ${Object.keys(settings).join(', ')}`, ticket)
    const [fault] = this.#parts.set(settings)
    return fault === undefined
      ? { kind: 'done' }
      : { kind: 'refused', detail: `${fault.field} ${fault.detail}` }
  }

  #changed(what: string, { fieldDevice }: Ticket): void {
    const { itself, section } = this.#parts
    itself.log.note(section.now, 'local-change', `${fieldDevice.name}: ${what}`)
  }
}
