import { instant, resource } from '@ferraris/service'
import { Type } from 'typebox'

export const scenarioOrder = resource(
  'SimulatedScenarioOrder',
  {
    name: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 64,
        description: 'Of one that is there; see `scenarios` of the district.',
      }),
    ),
    scenario: Type.Optional(
      Type.Unknown({ description: 'Instead of it, the JSON of a file of `ferraris district play`.' }),
    ),
    speed: Type.Optional(
      Type.Number({ minimum: 0.1, maximum: 3600, description: 'How much faster its time passes, else 1.' }),
    ),
  },
  'A scenario that is to be played.',
)

const text = {
  title: Type.String(),
  means: Type.String({ description: 'What is to be seen.' }),
}

const translation = Type.Optional(Type.Object(text))

/** What a scenario is called and shows, in English and the languages that its file has. */
export const scenarioTexts = { ...text, it: translation, es: translation }

export const playedScenario = resource(
  'SimulatedScenario',
  {
    name: Type.String(),
    ...scenarioTexts,
    speed: Type.Number(),
    begun: instant('When it began, in the time of the meters.'),
    steps: Type.Array(
      Type.Object({
        at: instant('When it happens.'),
        kind: Type.String(),
        target: Type.Optional(Type.String()),
        mends: Type.Boolean({ description: 'Whether it ends something instead of doing it.' }),
        state: Type.Enum(['due', 'done', 'refused']),
        detail: Type.Optional(Type.String({ description: 'Why it could not be.' })),
      }),
    ),
  },
  'A scenario that is being played.',
)
