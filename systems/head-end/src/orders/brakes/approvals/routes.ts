import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { page, ref, senderOf } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { knownApproval, listApprovals } from './approvals.ts'
import { decide, type Waiting } from './decide.ts'
import { approval, approvalParams, approvalQuery, approving, rejecting } from './schemas.ts'

interface ApprovalParts {
  readonly db: Kysely<Tables>
  readonly now: () => number
}

export function approvalRoutes({ db, now }: ApprovalParts, waiting: Waiting): FastifyPluginAsyncTypebox {
  return async app => {
    const tags = ['approvals']
    const viewer = { config: { access: 'viewer' } } as const
    const operator = { config: { access: 'operator' } } as const

    app.get('/approvals', {
      ...viewer,
      schema: {
        tags,
        summary: 'What waits, or waited, for a second person, the newest first',
        querystring: approvalQuery,
        response: { 200: page(approval) },
      },
      handler: request => listApprovals(db, request.query),
    })

    app.get('/approvals/:id', {
      ...viewer,
      schema: { tags, summary: 'An approval', params: approvalParams, response: { 200: ref(approval) } },
      handler: request => knownApproval(db, request.params.id),
    })

    app.post('/approvals/:id/approve', {
      ...operator,
      schema: {
        tags,
        summary: 'Let an order or an activity go on',
        description: 'Never for the one who asked; `least` of the approval tells the role.',
        params: approvalParams,
        body: ref(approving),
        response: { 200: ref(approval) },
      },
      handler: request => {
        const { id } = request.params
        const { comment } = request.body
        return decide(db, waiting, { id, approved: true, comment, sender: senderOf(request) }, now())
      },
    })

    app.post('/approvals/:id/reject', {
      ...operator,
      schema: {
        tags,
        summary: 'Cancel an order or an activity that waits',
        description: 'Never for the one who asked, who may cancel it.',
        params: approvalParams,
        body: ref(rejecting),
        response: { 200: ref(approval) },
      },
      handler: request => {
        const { id } = request.params
        const { comment } = request.body
        return decide(db, waiting, { id, approved: false, comment, sender: senderOf(request) }, now())
      },
    })
  }
}
