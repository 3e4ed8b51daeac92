import { auditFeature } from './audit/feature.ts'
import { backupFeature } from './backup/feature.ts'
import type { Feature } from './feature.ts'
import { peopleFeature } from './people/feature.ts'

/** What every service can do. */
export const kitFeatures: readonly Feature[] = [peopleFeature, auditFeature, backupFeature]

/** Folders of the migrations of a service with these features. */
export function allMigrations(features: readonly Pick<Feature, 'migrations'>[]): URL[] {
  return [...kitFeatures, ...features].flatMap(({ migrations }) => migrations ?? [])
}
