import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Registry } from 'prom-client'
import type { TSchema } from 'typebox'
import type { AuditRules } from './audit/audit-rule.ts'
import type { Kit } from './kit.ts'

/** One subject of a service, in one value. `P` are the parts of the service that it works with; it names those it needs. */
export interface Feature<P = Kit> {
  readonly name: string
  /** Folder of its migrations, `0020_network.ts` and so on; numbers count over all features of a service. */
  readonly migrations?: URL
  /** Schemas with a name, which requests and answers refer to. */
  readonly resources?: readonly TSchema[]
  /** Its part of the REST interface, below `/api/v1`. */
  readonly routes?: (parts: P) => FastifyPluginAsyncTypebox
  /** How the audit log records its requests. */
  readonly audited?: AuditRules
  /** Registers the figures that are asked for at each scrape. */
  readonly metrics?: (registry: Registry, parts: P) => void
  /**
   * Begins what it does of its own, once the service answers; gives what ends it. `onTrouble` hears of what went wrong: it is
   * logged, and the service goes on.
   */
  readonly start?: (parts: P, onTrouble: (error: Error) => void) => () => Promise<void>
}
