import { defineErrors, detailAndRemedy } from '@ferraris/errors'

/** A scenario that cannot be played; `path` is the member of its file that is wrong, `steps[3].depth`. */
export class ScenarioError extends defineErrors(
  'scenario',
  {
    'scenario-refused': [
      'input',
      'the scenario cannot be played in this district',
      'see docs/guide/virtual-district.md for the form of its file',
    ],
  },
  detailAndRemedy,
) {
  declare readonly path: string

  constructor(path: string, detail: string, remedy?: string) {
    super('scenario-refused', detail, { path, remedy })
  }
}
