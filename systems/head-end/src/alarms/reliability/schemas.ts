import { defaulted, instant, nullable, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { longFromSeconds } from '../bounds.ts'

export const reliabilityQuery = query({
  from: instant('Interruptions that began at or after this moment.'),
  to: instant('… and before this one.'),
  by: defaulted(
    Type.Enum(['feeder', 'substation', 'all'], { default: 'feeder', description: 'What makes a row.' }),
  ),
  longFromSeconds: defaulted(
    Type.Integer({
      minimum: 1,
      maximum: 3600,
      default: longFromSeconds,
      description: 'Longer ones count as long (EN 50160: 3 minutes); the others are counted apart.',
    }),
  ),
})
export type ReliabilityQuery = Static<typeof reliabilityQuery>

const figures = {
  customers: Type.Integer({ description: 'Meters that hang there.' }),
  long: Type.Integer({ description: 'Long interruptions of a customer.' }),
  short: Type.Integer({ description: 'Short ones.' }),
  minutes: Type.Number({ description: 'Minutes of long interruptions, over all customers.' }),
  saidi: nullable('number', { description: 'Minutes a customer (IEEE 1366); null without customers.' }),
  saifi: nullable('number', { description: 'Long interruptions a customer.' }),
  caidi: nullable('number', { description: 'Minutes a long interruption; null without one.' }),
  maifi: nullable('number', { description: 'Short interruptions a customer.' }),
}

const reliabilityRow = Type.Object({
  substation: nullable('string'),
  feeder: nullable('string'),
  ...figures,
})

export const reliability = resource(
  'Reliability',
  {
    from: instant('Begin.'),
    to: instant('End.'),
    longFromSeconds: Type.Integer(),
    items: Type.Array(reliabilityRow, { maxItems: 5000, description: 'The worst SAIDI first.' }),
    total: Type.Object(figures, { description: 'Over all of them.' }),
  },
  'How often and how long customers were without supply, as their meters have confirmed.',
)
export type Reliability = Static<typeof reliability>
export const reliabilityResources = [reliability]
