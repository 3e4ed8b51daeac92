import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref } from '../server/resource.ts'
import type { AuditLog } from './audit-log.ts'
import type { AuditEntry } from './entry.ts'
import { auditEntry, auditQuery, auditVerdict } from './schemas.ts'

export function auditRoutes(audit: AuditLog): FastifyPluginAsyncTypebox {
  return async app => {
    const config = { access: 'auditor' } as const
    const tags = ['audit']

    app.get('/audit-log', {
      config,
      schema: {
        tags,
        summary: 'What was done, the newest first',
        querystring: auditQuery,
        response: { 200: page(auditEntry) },
      },
      handler: async request => {
        const { items, ...rest } = await audit.list(request.query)
        return { ...rest, items: items.map(auditEntryOf) }
      },
    })

    app.get('/audit-log/verification', {
      config,
      schema: {
        tags,
        summary: 'Verify the audit log',
        description: 'Computes the chain of digests anew, over all entries.',
        response: { 200: ref(auditVerdict) },
      },
      handler: () => audit.verify(),
    })
  }
}

function auditEntryOf({ time, digest, detail, ...entry }: AuditEntry) {
  return {
    ...entry,
    time: new Date(time).toISOString(),
    detail: detail === null ? null : (JSON.parse(detail) as unknown),
    digest: Buffer.from(digest).toString('hex'),
  }
}
