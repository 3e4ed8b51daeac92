import { type ApplianceName, applianceTypes } from '../physics/appliances.ts'
import { type CableType, cables, type Phase } from '../physics/attenuation.ts'
import { bands } from '../physics/bands.ts'
import type { DistrictPlan, Home, Section } from './plan.ts'
import { PlanError } from './plan-error.ts'

/** The longest a length of low-voltage cable can be meant to be, metres. */
const longest = 5000

/**
 * Takes a plan from JSON.
 *
 * @throws {PlanError} `bad-plan`, with the field that is wrong
 */
export function parsePlan(value: unknown): DistrictPlan {
  const plan = record(value, 'plan')
  const substations = list(plan.substations, 'substations').map((id, i) => text(id, `substations[${i}]`))
  if (substations.length === 0) throw bad('substations', 'name one at least')
  const sections = list(plan.sections, 'sections').map((section, i) =>
    parseSection(section, `sections[${i}]`),
  )
  const homes = list(plan.homes, 'homes').map((home, i) => parseHome(home, `homes[${i}]`))

  const boxes = new Set([...substations, ...sections.flatMap(({ from, to }) => [from, to])])
  unique(substations, i => `substations[${i}]`)
  unique(
    sections.map(({ id }) => id),
    i => `sections[${i}].id`,
  )
  unique([...boxes, ...homes.map(({ id }) => id)], i => `homes[${i - boxes.size}].id`)
  homes.forEach(({ box }, i) => {
    if (!boxes.has(box))
      throw bad(`homes[${i}].box`, `no section ends at ${box}, and no substation has this name`)
  })
  return {
    name: text(plan.name, 'name'),
    band: oneOf(bands, plan.band, 'band'),
    substations,
    sections,
    homes,
  }
}

function parseSection(value: unknown, field: string): Section {
  const { id, from, to, metres, cable, open } = record(value, field)
  if (from === to) throw bad(`${field}.to`, 'a section has two ends')
  if (open !== undefined && typeof open !== 'boolean') throw bad(`${field}.open`, 'write true or false')
  return {
    id: text(id, `${field}.id`),
    from: text(from, `${field}.from`),
    to: text(to, `${field}.to`),
    metres: length(metres, `${field}.metres`),
    cable: oneOf(cables, cable, `${field}.cable`) satisfies CableType,
    ...(open && { open }),
  }
}

function parseHome(value: unknown, field: string): Home {
  const { id, box, phases, metres, appliances } = record(value, field)
  const parsed = list(phases, `${field}.phases`).map((phase, i) => phaseOf(phase, `${field}.phases[${i}]`))
  if (parsed.length !== 1 && new Set(parsed).size !== 3) {
    throw bad(`${field}.phases`, 'write one phase, or all three, for example [2]')
  }
  return {
    id: text(id, `${field}.id`),
    box: text(box, `${field}.box`),
    phases: parsed,
    metres: length(metres, `${field}.metres`),
    ...(appliances !== undefined && {
      appliances: list(appliances, `${field}.appliances`).map(
        (name, i): ApplianceName => oneOf(applianceTypes, name, `${field}.appliances[${i}]`),
      ),
    }),
  }
}

function bad(field: string, message: string): PlanError {
  return new PlanError('bad-plan', field, message)
}

function record(value: unknown, field: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw bad(field, 'write an object, { … }')
  return value as Record<string, unknown>
}

function list(value: unknown, field: string): readonly unknown[] {
  if (!Array.isArray(value)) throw bad(field, 'write a list, [ … ]')
  return value
}

function text(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw bad(field, 'write a name, in quotes')
  return value
}

function length(value: unknown, field: string): number {
  if (typeof value !== 'number' || !(value >= 0 && value <= longest)) {
    throw bad(field, `write a length in metres, 0 to ${longest}`)
  }
  return value
}

function phaseOf(value: unknown, field: string): Phase {
  if (value !== 1 && value !== 2 && value !== 3) throw bad(field, 'write 1, 2 or 3')
  return value
}

function oneOf<Name extends string>(
  table: Readonly<Record<Name, unknown>>,
  value: unknown,
  field: string,
): Name {
  if (typeof value !== 'string' || !Object.hasOwn(table, value)) {
    throw bad(field, `write one of ${Object.keys(table).join(', ')}`)
  }
  return value as Name
}

function unique(names: readonly string[], field: (index: number) => string): void {
  const seen = new Set<string>()
  names.forEach((name, i) => {
    if (seen.has(name)) throw bad(field(i), `${name} is there already`)
    seen.add(name)
  })
}
