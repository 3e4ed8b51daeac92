import { conditionsOf, type LocalAnswer, type OwnState } from '@ferraris/uplink'
import { InputError } from '../../errors.ts'
import { show } from '../../terminal/say.ts'
import { print } from '../../terminal/style.ts'
import { type AccessOptions, type Desk, withConcentrator } from './access.ts'

type Of<K extends LocalAnswer['kind']> = Extract<LocalAnswer, { readonly kind: K }>

/** What can be read of a concentrator on site. */
const readers = {
  state: async (desk: Desk) => (await desk.ask({ kind: 'own-state' }, 'own-state')).state,
  settings: async (desk: Desk) => (await desk.ask({ kind: 'settings' }, 'settings')).settings,
  meters: async (desk: Desk) => (await desk.ask({ kind: 'inventory' }, 'inventory')).neighbours,
  jobs: async (desk: Desk) => (await desk.ask({ kind: 'jobs' }, 'jobs')).jobs,
  files: async (desk: Desk) => (await desk.ask({ kind: 'files' }, 'files')).files,
  log: wholeLog,
  readings: (desk: Desk, meter?: string) => allReadings(desk, meter),
} as const
type Subject = keyof typeof readers
const subjects = Object.keys(readers) as Subject[]

/** Read unless something else is asked for: readings of weeks take long by light. */
const usual: readonly Subject[] = ['state', 'settings', 'meters', 'jobs', 'files', 'log']

interface ReadOptions extends AccessOptions {
  /** Address of the only meter whose readings are wanted. */
  readonly meter?: string
}

/** `field concentrator read`. */
export async function readConcentrator(
  uri: string,
  wanted: readonly string[],
  options: ReadOptions,
): Promise<void> {
  const asked = wanted.length === 0 ? usual : wanted.map(subjectOf)
  const found = await withConcentrator(uri, options, async desk => {
    const read: Partial<Record<Subject, unknown>> = {}
    for (const subject of asked) read[subject] = await readers[subject](desk, options.meter)
    return read
  })
  show(options.json, found, () =>
    asked.map(subject => `${print.name(subject)}\n${textOf(subject, found[subject])}`).join('\n'),
  )
}

function subjectOf(text: string): Subject {
  const subject = subjects.find(name => name === text)
  if (subject === undefined)
    throw new InputError('what', `${text} is nothing to read`, `write ${subjects.join(', ')}`)
  return subject
}

/** All of the event log that is kept there. */
async function wholeLog(desk: Desk): Promise<Of<'own-events'>['events']> {
  const log: Of<'own-events'>['events'][number][] = []
  for (;;) {
    const { events } = await desk.ask({ kind: 'own-events', after: log.at(-1)?.number ?? 0 }, 'own-events')
    if (events.length === 0) return log
    log.push(...events)
  }
}

/** All readings that are kept there, of one meter or of all. */
async function allReadings(desk: Desk, aca: string | undefined): Promise<Of<'results'>['results']> {
  const readings: Of<'results'>['results'][number][] = []
  for (let after = 0; ; ) {
    const request = { kind: 'results' as const, after, ...(aca !== undefined && { aca }) }
    const { results, next } = await desk.ask(request, 'results')
    if (next <= after) return readings
    readings.push(...results)
    after = next
  }
}

function textOf(subject: Subject, found: unknown): string {
  if (subject === 'state') return stateText(found as OwnState)
  const lines = Array.isArray(found) ? found.map(one => oneLine(one as object)) : [oneLine(found as object)]
  return lines.length === 0 ? '  none' : lines.map(line => `  ${line}`).join('\n')
}

function stateText({ word, clock, firmware, startedAt, calendar }: OwnState): string {
  const lines = [
    `firmware ${firmware.version}${firmware.previous === undefined ? '' : `, before ${firmware.previous}`}`,
    `conditions ${conditionsOf(word).join(', ') || 'none'}`,
    `clock ${clock.source}${clock.offsetMs === undefined ? '' : `, was ${clock.offsetMs} ms ahead of ${clock.server}`}`,
    `runs since ${new Date(startedAt).toISOString()}`,
    ...calendar.map(
      ({ entry, nextAt }) =>
        `${entry} next ${nextAt === undefined ? 'not known' : new Date(nextAt).toISOString()}`,
    ),
  ]
  return lines.map(line => `  ${line}`).join('\n')
}

/** What a list has of one thing, its instants as such. */
function oneLine(one: object): string {
  return Object.entries(one)
    .map(([name, value]) => `${name} ${valueText(name, value)}`)
    .join('  ')
}

function valueText(name: string, value: unknown): string {
  const isInstant = typeof value === 'number' && /^(at|time|readAt|firstHeard|lastHeard|start)$/.test(name)
  if (isInstant) return new Date(value).toISOString()
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
