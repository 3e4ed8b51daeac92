import createClient from 'openapi-fetch'
import type { components, paths } from './schema.generated.ts'

/** The platform's REST interface, typed by its own OpenAPI document. */
export const platform = createClient<paths>({
  baseUrl: location.origin,
  // A change under the session cookie needs this header: a page of another site cannot add it.
  headers: { 'x-ferraris-request': '1' },
})

type Schemas = components['schemas']
export type Campaign = Schemas['Campaign']
export type Device = Schemas['Device']
export type DeviceDay = Schemas['DeviceDay']
export type IntegrationTest = Schemas['IntegrationTest']
export type Notice = Schemas['Notice']
export type Offer = Schemas['Offer']
export type Overview = Schemas['MonitoringOverview']
export type Participant = Schemas['Participant']
export type Province = Schemas['Province']
export type SuccessRow = Schemas['SuccessRow']
export type Ticket = Schemas['Ticket']
export type Visit = Schemas['Visit']
