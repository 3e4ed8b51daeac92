import {
  allMigrations,
  openStore as openServiceStore,
  type Store as ServiceStore,
  type StoreOptions,
} from '@ferraris/service'
import { features } from './features.ts'
import type { Tables } from './tables.ts'

export type Store = ServiceStore<Tables>

/** Opens the head-end's store: starts PostgreSQL in the data folder, or uses the one named. Throws DatabaseError. */
export function openStore(options: Pick<StoreOptions, 'data' | 'database' | 'notes'>): Promise<Store> {
  return openServiceStore({ ...options, name: 'head-end', migrations: allMigrations(features) })
}
