import { controlCodes, parseEndDeviceCode } from '@ferraris/cim'
import { eventSeverities } from '@ferraris/metering'
import { instant, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { kinds } from '../../orders/kinds/kinds.ts'
import { IntegrationProblem } from '../integration-problem.ts'

const partner = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Name of the destination or the token, or what the partner writes as Source.',
  examples: ['mdm'],
})
const code = Type.String({ pattern: '^[\\x21-\\x7e]{1,64}$' })

function table(description: string) {
  return Type.Optional(
    Type.Record(Type.String({ pattern: '^[A-Za-z][A-Za-z0-9-]{0,63}$' }), code, {
      maxProperties: 500,
      description,
    }),
  )
}

const settings = {
  controls: table(
    'Codes of orders by our names: disconnect, connect, set-clock …, or the kind of an order as `GET /end-device-control-kinds` lists them.',
  ),
  events: table('Codes of events by our names, as the reference of events lists them.'),
  replies: table('Codes of replies by our names, such as unknown-device; others go out as they are.'),
}

export const partnerCodeSettings = resource(
  'PartnerCodeSettings',
  settings,
  'Codes that a partner has agreed on; before ours, both ways.',
)
export type PartnerCodeSettings = Static<typeof partnerCodeSettings>

export const partnerCodes = resource(
  'PartnerCodes',
  {
    partner,
    controls: Type.Record(Type.String(), Type.String()),
    events: Type.Record(Type.String(), Type.String()),
    replies: Type.Record(Type.String(), Type.String()),
    changedAt: instant('When it was changed last.'),
  },
  'The codes of a partner.',
)
export type PartnerCodes = Static<typeof partnerCodes>

export const partnerParams = Type.Object({ partner })
export const partnerCodeList = wholeList(partnerCodes, 'All partners that have codes of their own.')
export const partnerCodeResources = [partnerCodeSettings, partnerCodes]

/** Throws IntegrationProblem for a name that is none of ours, and for a code that is none or stands for two things. */
export function checkCodes({ controls = {}, events = {} }: PartnerCodeSettings): void {
  checkTable('controls', controls, name => Object.hasOwn(controlCodes, name) || kinds.has(name))
  checkTable('events', events, name => Object.hasOwn(eventSeverities, name))
  const seen = new Map<string, string>()
  for (const [name, one] of Object.entries(controls)) {
    const other = seen.get(one)
    // Of events several may share a code; an order must be clear.
    if (other !== undefined) throw unusable(`controls.${name}`, `${one} stands for ${other} already`)
    seen.set(one, name)
  }
}

function checkTable(
  table: string,
  codes: Readonly<Record<string, string>>,
  isKnown: (name: string) => boolean,
): void {
  for (const [name, one] of Object.entries(codes)) {
    if (!isKnown(name)) throw unusable(`${table}.${name}`, 'is none of our names')
    try {
      parseEndDeviceCode(one)
    } catch (error) {
      throw unusable(`${table}.${name}`, (error as Error).message)
    }
  }
}

function unusable(path: string, detail: string): IntegrationProblem {
  return new IntegrationProblem('codes-unusable', detail, { path })
}
