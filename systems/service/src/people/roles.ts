/** The auditor sees what a viewer sees, and the audit log; the others may each do what the ones before may. */
export const roles = ['viewer', 'operator', 'administrator', 'auditor'] as const
export type Role = (typeof roles)[number]

/** Access to a route: without sign-in, or for a person or program of at least this role. */
export type Access = 'anonymous' | Role

const grants: Record<Role, readonly Role[]> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  administrator: roles,
  auditor: ['viewer', 'auditor'],
}

/** Whether a role may do what is for another. */
export function mayUse(role: Role, least: Role): boolean {
  return grants[role].includes(least)
}
