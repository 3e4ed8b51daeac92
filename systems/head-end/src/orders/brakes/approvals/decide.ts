import { mayUse, Problem, type Role } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../../tables.ts'
import { BrakeProblem } from '../brake-problem.ts'
import { knownApproval } from './approvals.ts'
import type { Approval } from './schemas.ts'

/** What becomes of an order or an activity that waited; both within the transaction of the decision. */
export interface Waiting {
  /** It may be carried out now. */
  release(approval: Approval): Promise<void>
  /** It is over. */
  cancel(approval: Approval, by: string, why: string): Promise<void>
}

interface Decision {
  readonly id: string
  readonly approved: boolean
  readonly comment: string | undefined
  readonly sender: { readonly name: string; readonly role: Role }
}

/** Decides on what waits for a second person, once and for all. Throws Problem, BrakeProblem. */
export async function decide(
  db: Kysely<Tables>,
  waiting: Waiting,
  { id, approved, comment, sender }: Decision,
  now: number,
): Promise<Approval> {
  const asked = await knownApproval(db, id)
  if (asked.requestedBy === sender.name)
    throw new BrakeProblem(
      'same-person',
      `${sender.name} asked for this; the word of another person is wanted`,
    )
  if (!mayUse(sender.role, asked.least))
    throw new Problem('role-too-low', `this needs the role ${asked.least}; yours is ${sender.role}`)
  if (asked.state !== 'waiting') throw new Problem('already-over', `approval ${id} is ${asked.state}`)
  const { numUpdatedRows } = await db
    .updateTable('approval')
    .set({
      state: approved ? 'approved' : 'rejected',
      decided_by: sender.name,
      decided_at: new Date(now),
      comment: comment ?? null,
    })
    .where('id', '=', id)
    .where('state', '=', 'waiting')
    .executeTakeFirst()
  if (numUpdatedRows === 0n)
    throw new Problem('already-over', `approval ${id} is ${(await knownApproval(db, id)).state}`)
  if (approved) await waiting.release(asked)
  else await waiting.cancel(asked, sender.name, comment ?? 'rejected')
  return await knownApproval(db, id)
}
