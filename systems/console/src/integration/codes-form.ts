import type { PartnerCodeSettings, PartnerCodes } from '../api/resources.ts'

/** Tables of a partner's codes, in the order in which they are asked for. */
export const codeTables = ['controls', 'events', 'replies'] as const
type CodeTable = (typeof codeTables)[number]

/** As a person types them: a line for each, our name and the partner's code with `=` between. */
export type CodesForm = Readonly<Record<'partner' | CodeTable, string>>

export function formOf(codes: PartnerCodes | undefined): CodesForm {
  const text = (table: CodeTable) =>
    Object.entries(codes?.[table] ?? {})
      .map(([name, code]) => `${name} = ${code}`)
      .join('\n')
  return {
    partner: codes?.partner ?? '',
    controls: text('controls'),
    events: text('events'),
    replies: text('replies'),
  }
}

/** What the head-end takes; undefined while a line is none. */
export function settingsOf(form: CodesForm): PartnerCodeSettings | undefined {
  const read = codeTables.map(table => [table, codesIn(form[table])] as const)
  return read.some(([, codes]) => codes === undefined) ? undefined : Object.fromEntries(read)
}

function codesIn(text: string): Record<string, string> | undefined {
  const lines = text.split('\n').filter(line => line.trim() !== '')
  const pairs = lines.map(line => /^\s*([A-Za-z][\w-]*)\s*=\s*(\S+)\s*$/.exec(line))
  return pairs.includes(null)
    ? undefined
    : Object.fromEntries(pairs.flatMap(pair => (pair === null ? [] : [[pair[1], pair[2]]])))
}
