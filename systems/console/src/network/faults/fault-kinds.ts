import type { District, FaultKind, Substation } from '../../api/resources.ts'

/** Something that a fault can be done to, with the name people know it by. */
export interface Target {
  readonly key: string
  readonly name: string
}

/** What a fault of a kind can be done to in the section of one transformer. */
export function targetsOf(kind: FaultKind, plan: Substation): Target[] {
  const meters = plan.homes.map(({ serial }) => ({ key: serial, name: serial }))
  switch (kind) {
    case 'noise':
      return [
        { key: plan.id, name: plan.id },
        ...plan.boxes.map(({ id }) => ({ key: id, name: id })),
        ...plan.homes.map(({ id, serial }) => ({ key: id, name: `${id} · ${serial}` })),
      ]
    case 'cut-cable':
      return plan.sections.map(({ id, from, to }) => ({ key: id, name: `${from} – ${to}` }))
    case 'dead-concentrator':
    case 'cut-wan':
      return [{ key: plan.concentrator, name: plan.concentrator }]
    default:
      return meters
  }
}

/** Where a meter can be moved to: the other transformers. */
export function destinationsOf({ substations }: District, plan: Substation): Target[] {
  return substations
    .filter(({ id }) => id !== plan.id)
    .map(({ id, concentrator }) => ({ key: id, name: `${id} · ${concentrator}` }))
}
