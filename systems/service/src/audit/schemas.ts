import { type Static, Type } from 'typebox'
import { instant, nullable, pageQuery, query, resource } from '../server/resource.ts'

export const auditEntry = resource(
  'AuditEntry',
  {
    sequence: Type.Integer({ description: 'From 1, without gaps.' }),
    time: instant('When it was done.'),
    actor: Type.String({
      description: 'Username or name of a token; `head-end` for what it does of its own.',
    }),
    actorKind: Type.Enum(['person', 'token', 'head-end']),
    address: nullable('string', { description: 'Where the request came from.' }),
    action: Type.String({ examples: ['user.created'] }),
    subject: nullable('string', { description: 'What it was done to.' }),
    outcome: Type.Enum(['done', 'refused', 'failed']),
    detail: Type.Unsafe<unknown>({ description: 'What else is worth knowing; never a secret.' }),
    digest: Type.String({ description: 'SHA-256 over this entry and the digest of the one before, hex.' }),
  },
  'Something that was done, or tried, and bears on security.',
)

export const auditVerdict = resource(
  'AuditVerdict',
  {
    entries: Type.Integer({ description: 'Entries that fit.' }),
    intact: Type.Boolean(),
    brokenAt: nullable('integer', { description: 'The first entry that does not fit; null if all do.' }),
    breaks: Type.Array(
      Type.Object({
        sequence: Type.Integer({ description: 'The entry, or the first that is missing.' }),
        kind: Type.Enum(['changed', 'missing']),
      }),
      { description: 'Where the chain is broken, at most a hundred places.' },
    ),
    lastDigest: nullable('string', {
      description: 'Of the last entry, hex. Noted elsewhere, it shows later that nothing was cut off.',
    }),
  },
  'Whether the audit log is as it was written.',
)
export type AuditVerdict = Static<typeof auditVerdict>

export const auditQuery = query({
  actor: Type.Optional(Type.String({ maxLength: 64 })),
  action: Type.Optional(Type.String({ maxLength: 64 })),
  from: Type.Optional(instant('Only entries at or after this moment.')),
  ...pageQuery,
})

export const auditResources = [auditEntry, auditVerdict]
