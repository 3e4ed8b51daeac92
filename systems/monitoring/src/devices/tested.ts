import type { Kysely } from 'kysely'
import { CampaignProblem } from '../campaign-problem.ts'
import type { Tables } from '../tables.ts'

export interface Versions {
  readonly maker: string
  readonly model: string
  readonly hardware: string
  readonly firmware: string
}

/** Of these makers the versions with which an integration test was passed, as {@link versionKey} names them. */
export async function testedVersions(db: Kysely<Tables>, of: readonly Versions[]): Promise<Set<string>> {
  const passed = await db
    .selectFrom('integration_test')
    .select(['maker', 'model', 'hardware', 'firmware'])
    .distinct()
    .where('outcome', '=', 'passed')
    .where('maker', 'in', [...new Set(of.map(({ maker }) => maker))])
    .execute()
  return new Set(passed.map(versionKey))
}

export function versionKey({ maker, model, hardware, firmware }: Versions): string {
  return JSON.stringify([maker, model, hardware, firmware])
}

/** Throws CampaignProblem `not-tested`. */
export function checkTested(tested: ReadonlySet<string>, versions: Versions): void {
  if (tested.has(versionKey(versions))) return
  const { maker, model, hardware, firmware } = versions
  throw new CampaignProblem('not-tested', `${maker} ${model}, hardware ${hardware}, firmware ${firmware}`)
}
