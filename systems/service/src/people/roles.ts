/**
 * The auditor sees what a viewer sees, and the audit log; a vendor hands in what is its own and sees what became of it, and
 * nothing else; a third party sees what customers let it see, and nothing else; a customer sees what is its own, and says who
 * else may; an evaluator from outside sees sums, and single things without whose they are; the others may each do what the ones
 * before may.
 */
export const roles = [
  'viewer',
  'operator',
  'administrator',
  'auditor',
  'vendor',
  'customer',
  'third-party',
  'evaluator',
] as const
export type Role = (typeof roles)[number]

/** Access to a route: without sign-in, with any role, or for a person or program of at least this role. */
export type Access = 'anonymous' | 'signed-in' | Role

const grants: Record<Role, readonly Role[]> = {
  viewer: ['viewer', 'evaluator'],
  operator: ['viewer', 'operator', 'evaluator'],
  administrator: roles,
  auditor: ['viewer', 'auditor', 'evaluator'],
  vendor: ['vendor'],
  customer: ['customer', 'third-party'],
  'third-party': ['third-party'],
  evaluator: ['evaluator'],
}

/** Whether a role may do what is for another. */
export function mayUse(role: Role, least: Exclude<Access, 'anonymous'>): boolean {
  return least === 'signed-in' || grants[role].includes(least)
}
