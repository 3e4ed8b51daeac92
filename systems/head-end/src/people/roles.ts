/** From the weakest to the strongest: each may do what the ones before it may. */
export const roles = ['viewer', 'operator', 'administrator'] as const
export type Role = (typeof roles)[number]

/** Whom a route lets in: anybody, or a person or program of at least this role. */
export type Access = 'anonymous' | Role

export const mayUse = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least)
