import { type FaultParameter, faultDeclarations, faultKinds } from '@ferraris/metering'
import type { District, FaultKind, Substation } from '../../api/resources.ts'
import type { Text } from '../../i18n/use-text.ts'

/** Something that a fault can be done to, with the name people know it by. */
export interface Target {
  readonly key: string
  readonly name: string
}

export type FaultGroup = (typeof faultDeclarations)[FaultKind]['group']

/** The kinds of a group; without a power line, those that meters feel. */
export function kindsOf(group: FaultGroup, hasLine: boolean): FaultKind[] {
  return faultKinds.filter(kind => {
    const { group: its, target } = faultDeclarations[kind]
    return its === group && (hasLine || target === 'meters')
  })
}

/** What a fault of a kind can be done to in the section of one transformer, and among the meters of no line. */
export function targetsOf(
  kind: FaultKind,
  plan: Substation | undefined,
  direct: readonly string[],
  t: Text,
): Target[] {
  const others = direct.map(serial => ({ key: serial, name: t('faults.target.direct', { serial }) }))
  if (plan === undefined) return others
  const homes = plan.homes.filter(({ id }) => !isBusbar(id, plan)).map(meterOf)
  switch (faultDeclarations[kind].target) {
    case 'place':
      return [
        { key: plan.id, name: plan.id },
        ...plan.boxes.map(({ id }) => ({ key: id, name: id })),
        ...plan.homes.map(({ id, serial }) => ({ key: id, name: `${id} · ${serial}` })),
      ]
    case 'section':
      return plan.sections.map(({ id, from, to }) => ({ key: id, name: `${from} – ${to}` }))
    case 'concentrator':
      return [{ key: plan.concentrator, name: plan.concentrator }]
    case 'line-meter':
      return plan.homes.map(meterOf)
    case 'home-meter':
      return homes
    case 'meters':
      return [
        { key: plan.id, name: t('faults.target.substation', { name: plan.id }) },
        ...feedersOf(plan).map(name => ({ key: name, name: t('faults.target.feeder', { name }) })),
        ...plan.boxes.map(({ id }) => ({ key: id, name: id })),
        ...plan.sections.map(({ id, from, to }) => ({
          key: id,
          name: t('faults.target.section', { name: `${from} – ${to}` }),
        })),
        ...plan.homes.map(meterOf),
        ...others,
      ]
  }
}

/** Where a meter can be moved to: the other transformers. */
export function destinationsOf({ substations }: District, plan: Substation | undefined): Target[] {
  return substations
    .filter(({ id }) => id !== plan?.id)
    .map(({ id, concentrator }) => ({ key: id, name: `${id} · ${concentrator}` }))
}

/** The parameters of a kind that are numbers, with their ranges. */
export function amountsOf(kind: FaultKind) {
  return Object.entries(faultDeclarations[kind].parameters).flatMap(([name, parameter]) =>
    'unit' in parameter ? [{ ...parameter, name: name as Exclude<FaultParameter, 'to' | 'phase'> }] : [],
  )
}

/** How long a fault may last, seconds; 0 until it is mended, and nothing for what is over at once. */
export function spansOf(kind: FaultKind): readonly number[] {
  const { isMoment, seconds } = faultDeclarations[kind]
  if (isMoment) return []
  return seconds === undefined ? [0, 60, 600, 3600, 6 * 3600, 24 * 3600] : [2, 5, 20, 60]
}

function feedersOf({ boxes }: Substation): string[] {
  return [...new Set(boxes.map(({ feeder }) => feeder))]
}

function meterOf({ serial }: { readonly serial: string }): Target {
  return { key: serial, name: serial }
}

/** Whether a meter measures the transformer and not a home. */
function isBusbar(home: string, plan: Substation): boolean {
  return plan.homes.some(({ id, serial }) => id === home && serial === plan.balanceMeter)
}
