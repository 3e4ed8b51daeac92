import { localDate, nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../identifiers.ts'

export const finding = Type.Object(
  {
    kind: Type.Enum(['incomplete', 'loss-high', 'loss-negative', 'suspect']),
    detail: Type.String(),
    lossShare: Type.Optional(Type.Number()),
    endDevice: Type.Optional(serial),
    score: Type.Optional(Type.Number({ minimum: 0, maximum: 1 })),
    reason: Type.Optional(Type.Enum(['loss-follows-curve', 'use-has-dropped'])),
  },
  { description: 'A hint with its figures, never a proof.' },
)
export type Finding = Static<typeof finding>

function balanceCount(description: string) {
  return Type.Object({ known: Type.Integer(), expected: Type.Integer() }, { description })
}

export const energyBalance = resource(
  'EnergyBalance',
  {
    day: localDate('Local day.'),
    input: Type.Integer({ description: 'Wh that flowed into the section, over the intervals compared.' }),
    metered: Type.Integer({ description: 'Wh that its meters counted: import less export.' }),
    loss: Type.Integer({ description: 'Wh.' }),
    lossShare: nullable('number', { description: 'Loss as a share of the input.' }),
    intervals: balanceCount('Quarter-hours that could be compared.'),
    meters: balanceCount('Meters with values.'),
    losses: Type.Array(nullable('integer'), {
      description: 'Wh of each quarter-hour, null where not known.',
    }),
    findings: Type.Array(finding),
    reported: Type.Array(
      Type.Object({
        transformer: Type.String(),
        lossShare: nullable('number'),
        meters: balanceCount('Meters with a whole day.'),
      }),
      { description: 'The balances that the concentrator has computed itself, to compare.' },
    ),
  },
  'What flowed into the section of a transformer over a local day, against what its meters counted.',
)
export type ReportedEnergyBalance = Static<typeof energyBalance>
/** A balance as it is computed here. */
export type EnergyBalance = Omit<ReportedEnergyBalance, 'reported'>
export type BalanceReport = ReportedEnergyBalance['reported'][number]

export const energyBalanceQuery = query({
  concentrator: concentratorId,
  from: localDate('First local day.'),
  to: localDate('Last local day, included; at most 31 days.'),
})
export const energyBalanceList = wholeList(energyBalance, 'The days of the range, oldest first.')

export const energyBalanceResources = [energyBalance]
