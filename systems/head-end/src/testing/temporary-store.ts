import { type TemporaryStore, temporaryStore as temporaryServiceStore } from '@ferraris/service/testing'
import { features } from '../features.ts'
import type { Tables } from '../tables.ts'

/** The head-end's store on a PostgreSQL of its own in a temporary folder. */
export function temporaryStore(): Promise<TemporaryStore<Tables>> {
  return temporaryServiceStore(features)
}
