import type { ActivityRequest, ActivityTargets } from '../../../api/resources.ts'
import { fieldInstant } from '../../../kit/form/field-time.ts'
import { faultsOf, type Member, parametersOf, type Typed } from '../../kinds/parameter-schema.ts'

/** What a person has put together of an activity; texts as they were typed. */
export interface Draft {
  readonly kind: string
  readonly parameters: Typed
  readonly serials: string
  readonly csv: { readonly name: string; readonly text: string } | null
  readonly groups: readonly string[]
  readonly concentrators: readonly string[]
  /** As the list of meters has it. */
  readonly filter: ActivityTargets['filter'] | null
  readonly name: string
  readonly priority: NonNullable<ActivityRequest['priority']>
  readonly retries: string
  readonly start: string
  readonly expires: string
  readonly from: string
  readonly to: string
  readonly perConcentrator: string
  readonly overall: string
  /** Per cent, with commas between. */
  readonly stages: string
  /** Per cent of a stage that may fail. */
  readonly stopShare: string
}

export const emptyDraft: Draft = {
  kind: '',
  parameters: {},
  serials: '',
  csv: null,
  groups: [],
  concentrators: [],
  filter: null,
  name: '',
  priority: 'normal',
  retries: '3',
  start: '',
  expires: '',
  from: '',
  to: '',
  perConcentrator: '',
  overall: '',
  stages: '',
  stopShare: '',
}

/** Parts of the draft, in the order they are asked for. */
export const steps = ['what', 'meters', 'when', 'check'] as const
export type StepName = (typeof steps)[number]

export function targetsOf({ serials, csv, groups, concentrators, filter }: Draft): ActivityTargets {
  const listed = serials.split(/[\s,;]+/).filter(serial => serial !== '')
  return {
    ...(listed.length > 0 && { endDevices: listed }),
    ...(csv && { csv: csv.text }),
    ...(groups.length > 0 && { groups: [...groups] }),
    ...(concentrators.length > 0 && { concentrators: [...concentrators] }),
    ...(filter && { filter }),
  }
}

/** What the head-end is asked for; times are by the clock of a zone. */
export function requestOf(draft: Draft, members: readonly Member[], zone: string): ActivityRequest {
  const { kind, name, priority, retries, from, to } = draft
  const [start, expires] = [fieldInstant(draft.start, zone), fieldInstant(draft.expires, zone)]
  const pace = {
    ...numberAs('perConcentrator', draft.perConcentrator),
    ...numberAs('overall', draft.overall),
  }
  const shares = percents(draft.stages)
  const [stopShare] = percents(draft.stopShare)
  return {
    kind,
    parameters: parametersOf(members, draft.parameters, zone),
    targets: targetsOf(draft),
    include: ['unreachable'],
    name: name.trim(),
    priority,
    retries: Number(retries),
    ...(start !== undefined && { start }),
    ...(expires !== undefined && { expires }),
    ...(from !== '' && to !== '' && { hours: { from, to } }),
    ...(Object.keys(pace).length > 0 && { pace }),
    ...(shares.length > 0 && { stages: shares }),
    ...(stopShare !== undefined && { stopRule: { share: stopShare } }),
  }
}

/** Whether a part is complete, so that the next can be asked for. */
export function isComplete(step: StepName, draft: Draft, members: readonly Member[]): boolean {
  switch (step) {
    case 'what':
      return draft.kind !== '' && faultsOf(members, draft.parameters).length === 0
    case 'meters':
      return Object.keys(targetsOf(draft)).length > 0
    case 'when':
      return (
        draft.name.trim() !== '' &&
        /^\d{1,2}$/.test(draft.retries) &&
        (draft.from === '') === (draft.to === '') &&
        percents(draft.stages).every((share, i, all) => share > 0 && share < 1 && share > (all[i - 1] ?? 0))
      )
    case 'check':
      return true
  }
}

function numberAs<N extends string>(name: N, text: string): Partial<Record<N, number>> {
  const value = Number(text)
  return (text.trim() === '' || !Number.isInteger(value) ? {} : { [name]: value }) as Partial<
    Record<N, number>
  >
}

function percents(text: string): number[] {
  return text
    .split(/[\s,;%]+/)
    .filter(part => part !== '')
    .map(part => Number(part) / 100)
}
