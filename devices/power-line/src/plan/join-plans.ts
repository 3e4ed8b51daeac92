import { parsePlan } from './parse-plan.ts'
import type { DistrictPlan, Section } from './plan.ts'
import { PlanError } from './plan-error.ts'

/**
 * One plan of several, side by side, so that meters can move from one transformer to another; `ties` are sections
 * between them, mostly open.
 *
 * @throws {PlanError} `bad-plan` when they have no band in common, or names
 */
export function joinPlans(
  name: string,
  plans: readonly DistrictPlan[],
  ties: readonly Section[] = [],
): DistrictPlan {
  const [first] = plans
  if (plans.some(({ band }) => band !== first?.band)) {
    throw new PlanError('bad-plan', 'band', 'plans of different bands do not hear each other')
  }
  return parsePlan({
    name,
    band: first?.band,
    substations: plans.flatMap(({ substations }) => substations),
    sections: [...plans.flatMap(({ sections }) => sections), ...ties],
    homes: plans.flatMap(({ homes }) => homes),
  })
}
