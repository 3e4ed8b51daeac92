import { type AlarmName, alarmText, hasEnd } from '@ferraris/metering'
import { Problem } from '@ferraris/service'
import type { Kysely } from 'kysely'
import type { Tables } from '../../tables.ts'
import { AlarmProblem } from '../alarm-problem.ts'
import type { DeskParts } from '../desk/actions.ts'
import { type AlarmRule, defaultRules } from './default-rules.ts'
import type { Rule, RuleSettings } from './schemas.ts'

/** The rules of all kinds, as they came or as they were changed. */
export async function listRules(db: Kysely<Tables>): Promise<Rule[]> {
  const rows = await db.selectFrom('alarm_rule').selectAll().execute()
  const changed = new Map(rows.map(row => [row.kind, row]))
  return [...defaultRules.values()].map(given => {
    const row = changed.get(given.kind)
    return {
      ...fixed(given),
      severity: row?.severity ?? given.severity,
      raises: row?.raises ?? given.raises,
      closesItself: row?.closes_itself ?? given.closesItself,
      changedAt: row?.changed_at.toISOString() ?? null,
      changedBy: row?.changed_by ?? null,
    }
  })
}

function fixed({ kind }: AlarmRule) {
  return { kind, name: alarmText(kind), ends: hasEnd(kind) }
}

/** Changes the rule of a kind; alarms that are there stay as they are. Throws Problem or AlarmProblem. */
export async function changeRule(
  { db, now }: DeskParts,
  kind: string,
  { severity, raises, closesItself }: RuleSettings,
  by: string,
): Promise<Rule> {
  const given = knownKind(kind)
  if (closesItself && !hasEnd(given.kind))
    throw new AlarmProblem('alarm-rule-impossible', `no event says that ${kind} is over`)
  const changed_at = new Date(now())
  const row = { severity, raises, closes_itself: closesItself, changed_at, changed_by: by }
  await db
    .insertInto('alarm_rule')
    .values({ kind, ...row })
    .onConflict(conflict => conflict.column('kind').doUpdateSet(row))
    .execute()
  return {
    ...fixed(given),
    severity,
    raises,
    closesItself,
    changedAt: changed_at.toISOString(),
    changedBy: by,
  }
}

/** Takes back what was changed of a rule. Throws Problem. */
export async function resetRule({ db }: DeskParts, kind: string): Promise<void> {
  knownKind(kind)
  await db.deleteFrom('alarm_rule').where('kind', '=', kind).execute()
}

/** Throws Problem. */
export function knownKind(kind: string): AlarmRule {
  const rule = defaultRules.get(kind as AlarmName)
  if (rule === undefined) throw new Problem('not-found', `there is no kind of event ${kind}`)
  return rule
}
