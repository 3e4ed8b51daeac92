import {
  defaulted,
  localDate,
  nullable,
  page,
  pageQuery,
  query,
  resource,
  wholeList,
} from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'
import { concentratorId } from '../identifiers.ts'

const share = { minimum: 0, maximum: 1 }

export const meterCommunication = resource(
  'MeterCommunication',
  {
    endDevice: serial,
    concentrator: nullable('string', { description: 'That serves it; null for a connection of its own.' }),
    sessions: Type.Integer(),
    success: nullable('number', {
      ...share,
      description:
        'Share of sessions that went well; behind a concentrator without one, of its exchanges that were answered.',
    }),
    retries: Type.Integer({ description: 'Sessions that followed one that came to nothing.' }),
    latencyP50: nullable('number', { description: 'Milliseconds until half of the associations stood.' }),
    latencyP95: nullable('number', { description: 'The same of 95 %.' }),
    hops: nullable('integer'),
    signal: nullable('number', { description: 'As its concentrator receives it, dBµV.' }),
    snr: nullable('number', { description: 'Signal to noise there, dB.' }),
    days: Type.Array(
      Type.Object({
        day: localDate('Local day.'),
        sessions: Type.Integer(),
        success: nullable('number', share),
      }),
      { description: 'Days with sessions, oldest first.' },
    ),
  },
  'How a meter was reached over some days.',
)
export type MeterCommunication = Static<typeof meterCommunication>

export const concentratorCommunication = resource(
  'ConcentratorCommunication',
  {
    concentrator: Type.String(),
    meters: Type.Integer(),
    exchanges: Type.Integer({ description: 'On its line.' }),
    success: nullable('number', share),
    occupancy: nullable('number', { ...share, description: 'Share of the time that its line was in use.' }),
    hops: nullable('number', { description: 'Mean of its meters.' }),
    silent: Type.Integer({ description: 'Meters that give it no answer now.' }),
    sessions: Type.Integer({ description: 'Sessions of the head-end with its meters.' }),
    latencyP50: nullable('number'),
    latencyP95: nullable('number'),
  },
  'How the meters of a concentrator were reached over some days.',
)
export type ConcentratorCommunication = Static<typeof concentratorCommunication>

const days = defaulted(
  Type.Integer({ minimum: 1, maximum: 90, default: 7, description: 'So many local days up to today.' }),
)
export const communicationQuery = query({
  days,
  concentrator: Type.Optional(concentratorId),
  ...pageQuery,
})
export const communicationCsvQuery = query({ days, concentrator: Type.Optional(concentratorId) })
export const communicationPage = page(meterCommunication)
export const concentratorsQuery = query({ days })
export const concentratorCommunicationList = wholeList(concentratorCommunication, 'By name.')

export const communicationResources = [meterCommunication, concentratorCommunication]
