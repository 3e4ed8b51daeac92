import { nullable, nullableInstant, ref, resource } from '@ferraris/service'
import { mostChannels, settingBounds } from '@ferraris/uplink'
import { type Static, Type } from 'typebox'
import { obis } from '../../inventory/identifiers.ts'
import { concentratorId } from '../identifiers.ts'

function bounded(name: keyof typeof settingBounds, description: string) {
  const { least, most } = settingBounds[name]
  return Type.Optional(Type.Integer({ minimum: least, maximum: most, description }))
}

export const concentratorSettings = resource(
  'ConcentratorSettings',
  {
    channels: Type.Optional(
      Type.Array(obis, {
        minItems: 1,
        maxItems: mostChannels,
        uniqueItems: true,
        description: 'Registers of the load profile that are read each day, from the next day on.',
      }),
    ),
    statusEverySeconds: bounded('statusEverySeconds', 'Distance of the polls of status words.'),
    attempts: bounded('attempts', 'Attempts at one exchange before the meter waits its turn again.'),
    backOffSeconds: bounded(
      'backOffSeconds',
      'Pause after a failed visit of a meter; longer the more of them fail.',
    ),
    longestBackOffSeconds: bounded('longestBackOffSeconds', 'The longest such pause.'),
    nightStartSeconds: bounded(
      'nightStartSeconds',
      'After local midnight the meters need this long to close their day; then the night is read.',
    ),
  },
  'Settings of a concentrator. What is left out stays as it is.',
)
export type ConcentratorSettings = Static<typeof concentratorSettings>

export const settingsState = resource(
  'ConcentratorSettingsState',
  {
    concentrator: concentratorId,
    state: Type.Enum(['unset', 'waiting', 'in-force', 'refused'], {
      description:
        'unset: nothing was asked for; waiting: not confirmed by the concentrator yet; refused: it cannot, see `refused`.',
    }),
    wanted: ref(concentratorSettings),
    inForce: Type.Union([ref(concentratorSettings), Type.Null()], {
      description: 'As the concentrator has reported last; null before its first report.',
    }),
    refused: Type.Array(Type.Object({ field: Type.String(), detail: Type.String() })),
    setAt: nullableInstant('When something was asked for last.'),
    setBy: nullable('string'),
    reportedAt: nullableInstant('When the concentrator has reported last.'),
  },
  'What is wanted of the settings of a concentrator, and what is in force.',
)
export type SettingsState = Static<typeof settingsState>

export const settingsResources = [concentratorSettings, settingsState]
