import { instant, nullable, nullableInstant, pageQuery, query, resource } from '@ferraris/service'
import { type Static, Type } from 'typebox'
import { serial } from '../../inventory/identifiers.ts'

const state = Type.Enum(['waiting', 'coherent', 'differs', 'unknown'], {
  description:
    'unknown: the meter could not be asked. differs: order the configuration again, or send a technician with `workRequest`.',
})

export const configurationCheck = resource(
  'ConfigurationCheck',
  {
    control: Type.String({ description: 'The order that configured the meter.' }),
    endDevice: serial,
    file: Type.String({ description: 'SHA-256 of the configuration file.' }),
    configuredAt: instant('When the meter was configured.'),
    dueAt: instant('When it is looked at, the day after.'),
    comparison: Type.String({ description: 'The order that compares, once it is due.' }),
    state,
    findings: Type.Array(Type.String(), { description: 'What is not as the configuration says.' }),
    checkedAt: nullableInstant('When it was looked at.'),
    workRequest: nullable('string', {
      description: 'Where it differs: the work on site that was asked for.',
    }),
  },
  'Whether a meter shows, the day after, what its new configuration says.',
)
export type ConfigurationCheck = Static<typeof configurationCheck>

export const checkQuery = query({
  state: Type.Optional(state),
  endDevice: Type.Optional(serial),
  ...pageQuery,
})
export type CheckFilter = Static<typeof checkQuery>
