import { localDate, nullable, query, resource, wholeList } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../identifiers.ts'

export const finding = Type.Object(
  {
    kind: Type.Enum(['incomplete', 'loss-step', 'loss-high', 'loss-negative', 'suspect']),
    detail: Type.String(),
    lossShare: Type.Optional(Type.Number()),
    excess: Type.Optional(Type.Integer({ description: 'Wh beyond the habit.' })),
    endDevice: Type.Optional(serial),
    score: Type.Optional(
      Type.Number({ minimum: 0, maximum: 1, description: 'How sure; suspects are in its order.' }),
    ),
    bypassedShare: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 1,
        description: 'Of what the home draws, what its meter may not count.',
      }),
    ),
    reason: Type.Optional(Type.Enum(['loss-follows-curve', 'use-has-dropped'])),
  },
  { description: 'A hint with its figures, never a proof.' },
)
export type Finding = Static<typeof finding>

function balanceCount(description: string) {
  return Type.Object({ known: Type.Integer(), expected: Type.Integer() }, { description })
}

const lossStep = Type.Object(
  {
    expected: Type.Integer({ description: 'Wh that it should have lost at this load.' }),
    excess: Type.Integer({ description: 'Wh that it lost beyond.' }),
    limit: Type.Integer({ description: 'Wh; an excess beyond this is no chance.' }),
    days: Type.Integer({ description: 'Days that this was learned from.' }),
    isStep: Type.Boolean(),
  },
  { description: 'What a section loses beyond its habit.' },
)

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
    step: Type.Union([lossStep, Type.Null()], {
      description: 'Against the section’s own days before; null with too few of them.',
    }),
    findings: Type.Array(finding),
    reported: Type.Array(
      Type.Object({
        transformer: Type.String(),
        lossShare: nullable('number'),
        step: Type.Union([lossStep, Type.Null()]),
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
