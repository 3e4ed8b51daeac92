import type { EventName } from '@ferraris/metering'
import type { WorkStep } from '@ferraris/work-order'

interface FindingKindTerms {
  /** How sure one piece of evidence makes it, 0 … 1; more of them make it surer. */
  readonly score: number
  /** Of what people may be hurt. */
  readonly danger?: true
  /** Events that are evidence of it. */
  readonly events?: readonly EventName[]
  /** What the figure of the case is. */
  readonly unit: 'Wh' | 'share' | 'days' | 'events' | null
  /** What a visit is for. */
  readonly work: string
}

/** What can be found, from what, and what is done about it on site. */
export const findingKinds = {
  'broken-neutral': {
    score: 0.9,
    danger: true,
    events: ['neutralMissing'],
    unit: 'events',
    work: 'Look for the broken neutral at once: danger to people and appliances',
  },
  'hot-terminal': {
    score: 0.9,
    danger: true,
    events: ['terminalHot'],
    unit: 'events',
    work: 'Tighten the terminals, look at the cable',
  },
  tampering: {
    score: 0.6,
    events: ['terminalCoverRemoved', 'meterCoverRemoved', 'moduleCoverOpened', 'strongField'],
    unit: 'events',
    work: 'Inspect covers, seals and connection',
  },
  'load-side-voltage': {
    score: 0.7,
    danger: true,
    events: ['consumptionWhileOpen'],
    unit: 'events',
    work: 'Look for a supply past the open switch',
  },
  'current-without-voltage': {
    score: 0.7,
    events: ['currentWithoutVoltageL1', 'currentWithoutVoltageL2', 'currentWithoutVoltageL3'],
    unit: 'events',
    work: 'Inspect the voltage connection of the phase',
  },
  'wrong-phase': {
    score: 0.5,
    events: ['wrongPhaseSequence'],
    unit: 'events',
    work: 'Check the order of the phases at the terminals',
  },
  'reverse-flow': {
    score: 0.5,
    events: ['currentReversed'],
    unit: 'events',
    work: 'Check the direction of the connection',
  },
  'stopped-meter': {
    score: 0.5,
    events: ['measurementSystemError'],
    unit: 'days',
    work: 'Test the meter with a load, replace it where it does not count',
  },
  'unregistered-generation': {
    score: 0.6,
    unit: 'Wh',
    work: 'Check the generation at the home against its contract',
  },
  theft: { score: 0.5, unit: 'share', work: 'Inspect the connection before and behind the meter' },
  loss: { score: 0.4, unit: 'Wh', work: 'Look for unmetered use in the section of the transformer' },
  'phase-unbalance': { score: 0.3, unit: 'share', work: 'Move homes to another phase' },
} as const satisfies Readonly<Record<string, FindingKindTerms>>

export type FindingKind = keyof typeof findingKinds
export const findingKindNames = Object.keys(findingKinds) as readonly FindingKind[]

export function termsOf(kind: FindingKind): FindingKindTerms {
  return findingKinds[kind]
}

/** The kind of which an event is evidence. */
export const kindOfEvent: ReadonlyMap<EventName, FindingKind> = new Map(
  findingKindNames.flatMap(kind => (termsOf(kind).events ?? []).map(event => [event, kind] as const)),
)

/** What a field device reads there first; what else is to be done is told by the reason. */
export const proposedSteps: readonly WorkStep[] = [{ action: 'read-registers' }, { action: 'read-events' }]
