import { mayUse, Problem, senderOf } from '@ferraris/service'
import type { Kysely } from 'kysely'
import { CampaignProblem } from './campaign-problem.ts'
import type { Tables } from './tables.ts'

type Request = Parameters<typeof senderOf>[0]

/**
 * Whose devices the sender of a request may see: all, those of its own participant, or all without what tells whose they are. What is
 * summed up over devices everybody may see who signs in.
 */
export type Reach =
  | { readonly sees: 'all' }
  | { readonly sees: 'own'; readonly participant: string }
  | { readonly sees: 'pseudonyms' }

/** Throws CampaignProblem `not-a-participant`. */
export async function reachOf(db: Kysely<Tables>, request: Request): Promise<Reach> {
  const { role, name } = senderOf(request)
  if (role === 'evaluator') return { sees: 'pseudonyms' }
  if (mayUse(role, 'viewer')) return { sees: 'all' }
  return { sees: 'own', participant: await participantOf(db, name) }
}

/** The participant that an account or token speaks for. Throws CampaignProblem. */
export async function participantOf(db: Kysely<Tables>, principal: string): Promise<string> {
  const member = await db
    .selectFrom('participant_member')
    .select('participant')
    .where('principal', '=', principal)
    .executeTakeFirst()
  if (member === undefined) throw new CampaignProblem('not-a-participant', `${principal} is no member`)
  return member.participant
}

/** The participant whose matters are looked at: its own for a member, any or all (null) for the campaign's people. Throws Problem. */
export async function viewedBy(db: Kysely<Tables>, request: Request): Promise<string | null> {
  const reach = await reachOf(db, request)
  if (reach.sees === 'pseudonyms') {
    throw new Problem('role-too-low', 'an evaluator sees no participants')
  }
  return reach.sees === 'own' ? reach.participant : null
}

/** The participant that a request acts for: its own for a member, the one it names for an operator. Throws Problem, CampaignProblem. */
export async function actsFor(db: Kysely<Tables>, request: Request, named: string): Promise<string> {
  const { role, name } = senderOf(request)
  if (mayUse(role, 'operator')) return named
  if (role !== 'vendor') throw new Problem('role-too-low', `this needs an operator or a member of ${named}`)
  const own = await participantOf(db, name)
  if (own !== named) throw new Problem('not-found', `there is no participant ${named}`)
  return own
}

/** Refuses who may look at everything, and change nothing. Throws Problem. */
export function needOperator(request: Request): void {
  const { role } = senderOf(request)
  if (!mayUse(role, 'operator'))
    throw new Problem('role-too-low', `this needs the role operator; yours is ${role}`)
}
